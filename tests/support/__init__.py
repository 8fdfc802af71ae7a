"""What tests share and is no test: campaigns that are open already, built sites, a forge, a browser, readers of pages."""
