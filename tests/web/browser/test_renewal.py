"""What a page asks by itself is marked as such."""


def test_a_part_that_renews_itself_says_so_and_a_filter_does_not(town, open_page):
    town.start()
    page = open_page("counter")
    page.goto("/cases")
    with page.expect_request(lambda request: "banjie-renewal" in request.headers):
        pass
    with page.expect_request(lambda request: "text=" in request.url) as typed:
        page.fill("#text", "仓库")
    assert "banjie-renewal" not in typed.value.headers
