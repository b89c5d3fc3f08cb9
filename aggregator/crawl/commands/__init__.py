"""Scrapy's commands as this project has them: `crawl` and `genspider`."""
