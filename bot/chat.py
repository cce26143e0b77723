"""How does one talk to the service in a terminal?"""

from collections.abc import Callable
from uuid import uuid4

from rich.console import Console
from rich.prompt import Prompt

from bot.ask import asking
from bot.wiring import House
from care.message import Channel, IncomingState, Kind, NewMessage

_STYLE = {Kind.URGENT: "bold red", Kind.HANDOFF: "yellow", Kind.DECLINE: "dim"}


def chat(channel: Channel, report: Callable[[str], None]) -> None:
    """Talk until end of input, Ctrl-C or the word `bye`; nothing is kept."""
    console = Console()
    with asking(report) as house:
        console.print("Demo: invented centre, content not reviewed by clinicians. Ctrl-D ends.", style="dim")
        address = f"chat-{uuid4()}"
        seen = 0
        while True:
            try:
                text = Prompt.ask("[bold]you[/bold]", console=console)
            except (EOFError, KeyboardInterrupt):
                console.print()
                return
            if text.strip().casefold() == "bye":
                return
            seen = _turn(house, console, text, address=address, channel=channel, seen=seen)


def _turn(house: House, console: Console, text: str, *, address: str, channel: Channel, seen: int) -> int:
    receipt = house.reception.receive(
        NewMessage(channel=channel, address=address, provider_id=str(uuid4()), text=text, written_at=house.now()),
        by="chat",
    )
    if receipt.state is IncomingState.WAITING:
        house.answering.answer(receipt.conversation, by="chat")
    with house.database.begin() as records:
        sent = records.outgoing_in(receipt.conversation, after=seen)
    for outgoing in sent:
        console.print(f"[dim]{outgoing.reply.kind}[/dim]")
        console.print(outgoing.reply.text, style=_STYLE.get(outgoing.reply.kind), highlight=False, markup=False)
    return sent[-1].number if sent else seen
