"""`scrapy genspider`: the template ``outlet`` makes an outlet and the fixture that tests it."""

from __future__ import annotations

import json
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Any

import scrapy
from scrapy.commands import genspider

if TYPE_CHECKING:
    import os

_OURS = Path(__file__).resolve().parent.parent / "templates" / "spiders"
_SCRAPYS = Path(scrapy.__file__).parent / "templates" / "spiders"
_FIXTURES = Path("tests/spiders/fixtures")


class Command(genspider.Command):
    def _find_template(self, template: str) -> Path | None:
        for folder in (_OURS, _SCRAPYS):
            found = folder / f"{template}.tmpl"
            if found.is_file():
                return found
        return super()._find_template(template)

    def _generate_template_variables(
        self, module: str, name: str, url: str, template_name: str
    ) -> dict[str, Any]:
        variables = super()._generate_template_variables(module, name, url, template_name)
        title = name.replace("_", " ").replace("-", " ").title()
        domain = variables["domain"].removeprefix("www.")
        return {
            **variables,
            "name": module,
            "title": title,
            "domain": domain,
            "classname": title.replace(" ", ""),
        }

    def _genspider(
        self,
        module: str,
        name: str,
        url: str,
        template_name: str,
        template_file: str | os.PathLike[str],
    ) -> Path:
        spider = super()._genspider(module, name, url, template_name, template_file)
        if Path(template_file).parent == _OURS:
            variables = self._generate_template_variables(module, name, url, template_name)
            self._write_fixture(module, variables)
        return spider

    def _write_fixture(self, module: str, variables: dict[str, Any]) -> None:
        """A page of the outlet's structure, to be rewritten, and what is to be read from it."""
        _FIXTURES.mkdir(parents=True, exist_ok=True)
        page = Template((_OURS / "outlet.html").read_text(encoding="utf-8")).substitute(variables)
        (_FIXTURES / f"{module}.html").write_text(page, encoding="utf-8")
        expected = {
            "url": f"https://www.{variables['domain']}/news/ferry-returns-to-port-alden",
            "title": "Ferry returns to Port Alden after storm",
            "authors": ["Ana Torvald"],
            "published": "2026-03-02T09:30:00+00:00",
            "access": "free",
            "starts": "The ferry came back",
            "ends": "said the harbour office.",
        }
        (_FIXTURES / f"{module}.json").write_text(
            json.dumps(expected, indent=2) + "\n", encoding="utf-8"
        )
        print(f"  {_FIXTURES / module}.html and .json: rewrite them after a real page")  # noqa: T201
        print("  python -m spiders.table > docs/outlets.md: the table of outlets, renewed")  # noqa: T201
        print(f"  then: python -m pytest tests/spiders -k {module}")  # noqa: T201
