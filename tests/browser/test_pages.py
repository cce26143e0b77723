"""The pages in a real browser: by keyboard, without JavaScript, small, dark, offline, and checked by axe."""

import os
import re
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.processes import free_port
from bot.serving import served
from bot.web import web_app

pytestmark = pytest.mark.browser

CHROMIUM = Path(os.environ.get("AFTERCOURSE_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SIGN = "my face hangs down on one side"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium; without it tests skip, but never in CI."""
    if not CHROMIUM.exists():
        reason = f"Chromium is not installed at {CHROMIUM}; AFTERCOURSE_CHROMIUM names another place"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def address(house: Any) -> Iterator[str]:
    """Where the demo centre is served."""
    port = free_port()
    with served(web_app(house), port):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def visit(browser: Any, address: str) -> Iterator[Callable[..., Any]]:
    """Opens a page as a new visitor; at the end none may have had a fault in its script."""
    contexts, faults = [], []

    def open_page(path: str = "/", **given: Any) -> Any:
        context = browser.new_context(base_url=address, reduced_motion="reduce", **given)
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


def say(page: Any, text: str) -> None:
    """Write a message and send it; returns when it stands in the conversation."""
    page.fill("#text", text)
    page.click("#composer button")
    page.locator(".yours .words", has_text=text).last.wait_for()


def problems(page: Any) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    violations = Axe().run(page).response["violations"]
    return [f"{each['id']}: {node['html']}" for each in violations for node in each["nodes"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page(visit: Callable[..., Any], scheme: str) -> None:
    page = visit(color_scheme=scheme)
    assert problems(page) == []
    for text in ("herpes", "should i stop my tablets", "the weather", "hello", SIGN, "my skin is yellow", "which"):
        say(page, text)
        page.locator("#working", has_text=re.compile("^$")).wait_for(state="attached")
    page.locator("legend").wait_for()
    assert page.locator(".emergency").count() > 0
    assert page.locator(".same-day").count() > 0
    assert problems(page) == []
    page.reload()
    assert problems(page) == []
    for path in ("/demo/escalations", "/demo/phone", "/nowhere"):
        page.goto(path)
        assert problems(page) == [], path
    say_by_phone(page)
    assert problems(page) == []
    empty = visit("/demo/phone", color_scheme=scheme)
    assert problems(empty) == []


def say_by_phone(page: Any) -> None:
    page.goto("/demo/phone")
    page.fill("#text", SIGN)
    page.click("#composer button")
    page.locator(".alarm").first.wait_for()


def test_axe_finds_nothing_when_a_message_was_not_kept(
    visit: Callable[..., Any], house: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: Any, **__: Any) -> Any:
        raise RuntimeError

    monkeypatch.setattr(type(house.reception), "receive", fails)
    for text in (SIGN, "herpes"):
        page = visit(java_script_enabled=False)
        page.fill("#text", text)
        page.click("#composer button")
        page.locator(".problem", has_text="This service has a fault").wait_for()
        # axe needs scripts; the same page is looked at in a visitor that has them.
        looked_at = visit("/nowhere")
        looked_at.set_content(page.content())
        assert problems(looked_at) == []


def test_a_conversation_by_keyboard_alone(visit: Callable[..., Any]) -> None:
    page = visit()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.type("which tablets")
    page.keyboard.press("Enter")
    page.locator("legend").wait_for()
    assert page.evaluate("document.activeElement.id") == "text"
    for _ in range(2):
        page.keyboard.press("Shift+Tab")
    assert "how long the herpes tablets go on" in page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Space")
    page.locator(".answer").wait_for()
    assert page.evaluate("document.activeElement.id") == "text"
    page.keyboard.type("first line")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("second line")
    assert page.input_value("#text") == "first line\nsecond line"


def test_whatever_can_be_pressed_shows_its_focus_and_is_large_enough(visit: Callable[..., Any]) -> None:
    page = visit()
    say(page, "which tablets")
    page.locator("legend").wait_for()
    page.keyboard.press("Tab")  # from here on the browser shows where the focus is
    for pressed in page.locator("button:visible, textarea, .call, nav a, .notice a").all():
        box = pressed.bounding_box()
        assert box["height"] >= 44, pressed.inner_text()
        assert box["width"] >= 44 or pressed.evaluate("each => each.closest('nav') !== null")
        pressed.focus()
        assert pressed.evaluate("each => getComputedStyle(each).outlineStyle") != "none"
    smallest = page.evaluate(
        "() => Math.min(...[...document.querySelectorAll('body *:not([type=hidden])')]"
        ".map(each => parseFloat(getComputedStyle(each).fontSize)))"
    )
    assert smallest >= 16


def test_the_whole_conversation_without_javascript(visit: Callable[..., Any]) -> None:
    page = visit(java_script_enabled=False)
    page.click("text=How long do I take the herpes tablets?")
    page.locator(".answer .source").wait_for()
    assert page.url.endswith("/#last")
    page.fill("#text", "which tablets")
    page.click("text=Send")
    page.click("text=which herpes tablet is used")
    page.locator(".answer").nth(1).wait_for()
    page.fill("#text", SIGN)
    page.click("text=Send")
    assert page.locator(".emergency .call").get_attribute("href") == "tel:112"


@pytest.mark.parametrize("path", ["/", "/demo/escalations", "/demo/phone", "/nowhere"])
def test_320_pixels_and_200_percent_need_no_sideways_scrolling(visit: Callable[..., Any], path: str) -> None:
    page = visit(viewport={"width": 320, "height": 640})
    say(page, "a" * 120 + " " + SIGN)
    say_by_phone(page)
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    # 200 % zoom of a window of 1,280 pixels is a window of 640.
    page.set_viewport_size({"width": 640, "height": 400})
    assert page.evaluate("document.documentElement.scrollWidth") == 640


def test_a_reload_keeps_the_conversation_and_doubles_nothing(visit: Callable[..., Any]) -> None:
    page = visit()
    say(page, "herpes")
    page.locator(".answer").wait_for()
    page.reload()
    assert page.locator(".yours").count() == 1
    assert page.locator(".answer").count() == 1
    say(page, "hello")
    page.locator(".smalltalk").wait_for()
    assert page.locator(".answer").count() == 1


def test_a_second_window_shows_what_happens_in_the_first(visit: Callable[..., Any]) -> None:
    page = visit()
    say(page, "herpes")
    other = page.context.new_page()
    other.goto("/")
    say(page, SIGN)
    other.locator(".emergency").wait_for()
    assert other.locator(".yours").count() == 2


def test_a_message_that_could_not_be_sent_is_kept_announced_and_sent_once(
    visit: Callable[..., Any], house: Any
) -> None:
    page = visit()
    say(page, "hello")
    page.locator(".smalltalk").wait_for()
    page.context.set_offline(True)
    page.locator("#connection", has_text="Connection lost").wait_for()
    assert "call 112 now" in page.inner_text("#connection")
    page.fill("#text", "herpes")
    page.keyboard.press("Enter")
    page.locator("#unsent-part h2", has_text="Not sent yet").wait_for()
    assert page.inner_text("#unsent") == "herpes"
    page.context.set_offline(False)
    page.locator(".answer").wait_for()
    page.locator("#connection", has_text="Connected again").wait_for()
    assert page.locator("#unsent-part").is_hidden()
    assert house.dialogue.asked.count("herpes") == 1
    assert page.locator(".yours").count() == 2


def test_an_answer_to_a_post_that_was_lost_on_the_way_does_not_double_the_message(
    visit: Callable[..., Any], house: Any
) -> None:
    page = visit()
    lost = []

    def lose_once(route: Any) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.fetch())  # the service has it, but the page never hears so
        route.abort()

    page.route("**/chat/messages", lose_once)
    page.fill("#text", "herpes")
    page.keyboard.press("Enter")
    page.locator(".answer").wait_for()
    assert len(lost) == 1
    assert page.locator(".yours .words", has_text="herpes").count() == 1
    assert house.dialogue.asked.count("herpes") == 1


def test_an_unsent_message_outlives_a_reload(visit: Callable[..., Any], house: Any) -> None:
    page = visit()
    page.route("**/chat/messages", lambda route: route.abort())
    page.fill("#text", "herpes")
    page.keyboard.press("Enter")
    page.locator("#unsent-part h2").wait_for()
    page.unroute("**/chat/messages")
    page.reload()
    page.locator(".answer").wait_for()
    assert house.dialogue.asked == ["herpes"]


def test_a_server_that_comes_back_is_found_again(browser: Any, house: Any) -> None:
    port = free_port()
    context = browser.new_context(base_url=f"http://127.0.0.1:{port}")
    page = context.new_page()
    with served(web_app(house), port):
        page.goto("/")
        say(page, "herpes")
        page.locator(".answer").wait_for()
    page.locator("#connection", has_text="Connection lost").wait_for()
    with served(web_app(house), port):
        page.locator("#connection", has_text="Connected again").wait_for(timeout=20_000)
        say(page, SIGN)
        page.locator(".emergency").wait_for()
        assert page.locator(".answer").count() == 1
    context.close()


def test_while_it_takes_long_the_page_says_so_politely(visit: Callable[..., Any], house: Any) -> None:
    house.dialogue.before_answer = lambda: time.sleep(2)
    page = visit()
    say(page, "herpes")
    hint = page.locator("#working", has_text="Working on an answer.")
    hint.wait_for()
    assert hint.get_attribute("role") == "status"
    page.locator(".answer").wait_for()
    assert page.inner_text("#working") == ""


def test_a_refused_message_comes_back_into_the_box(visit: Callable[..., Any]) -> None:
    page = visit()
    page.fill("#text", "herpes " * 12_000)
    page.keyboard.press("Enter")
    page.locator("#problem", has_text="Your message is too long").wait_for()
    assert len(page.input_value("#text")) > 80_000


def test_leaving_makes_the_device_forget(visit: Callable[..., Any]) -> None:
    page = visit()
    say(page, "herpes")
    page.locator(".answer").wait_for()
    page.click("text=Leave this conversation")
    page.locator("#examples").wait_for()
    assert page.locator(".yours").count() == 0
