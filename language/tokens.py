"""Which words does a message consist of, and where do its sentences and clauses end?

Accents, apostrophes, texting and short forms are levelled here ("I'm", "im" and "i am" become the same two
words), so that every later question is asked of plain words.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

LONGEST = 20_000
"""Characters that are read; a text message has 1,600 at most."""

LONGEST_SENTENCE = 120
"""Words after which a text without full stops is cut at the next clause; at twice as many it is cut anywhere."""
SHORT = 3
"""Words up to which a sentence is read together with the next one."""

_PIECE = re.compile(
    r"\d+(?:[.,:]\d+)*(?:\s?/\s?\d+(?:[.,]\d+)?)?|[^\W\d_]+(?:'[^\W\d_]+)*|\.{2,}|[.!?;\n]+|[,()\[\]\"]|\s[-:]+\s|:",
    re.UNICODE,
)
_MIXED = re.compile(r"(?<![\w.,/])(?=[^\W_]*\d)(?=[^\W_]*[^\W\d_])[^\W_]+")
_SPACED_LETTERS = re.compile(r"(?<!\w)(?:[a-z] ){3,}[a-z](?!\w)")
_DOTTED = re.compile(r"\b(?:a\.m|p\.m|e\.g|i\.e|approx|dr|mr|mrs|ms|st|vs)\.(?=\s|$)")
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "ʼ": "'", "＇": "'"})
_LOOKS_LIKE = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s"})

_EXPANDED = {
    "im": "i am", "ive": "i have", "hes": "he is", "shes": "she is", "its": "it is", "whats": "what is",
    "thats": "that is", "theres": "there is", "wheres": "where is", "whos": "who is", "hows": "how is",
    "youre": "you are", "theyre": "they are", "weve": "we have", "youve": "you have", "theyve": "they have",
    "cannot": "cant", "cudnt": "couldnt", "gonna": "going to", "wanna": "want to", "gotta": "got to",
    "i'm": "i am", "i've": "i have", "i'd": "i would", "i'll": "i will", "he'll": "he will", "she'll": "she will",
    "it'll": "it will", "we're": "we are", "we'll": "we will", "let's": "let us", "'tis": "it is",
}  # fmt: skip
_JOINED_WITH_NOT = {
    "can": "cant", "could": "couldnt", "do": "dont", "does": "doesnt", "did": "didnt", "will": "wont",
    "would": "wouldnt", "is": "isnt", "are": "arent", "was": "wasnt", "were": "werent", "has": "hasnt",
    "have": "havent", "had": "hadnt", "should": "shouldnt",
}  # fmt: skip
_FRENCH_ELISION = re.compile(r"\b([cdjlmnstq]|qu)'(?=[^\W\d_]{2,})")
_ASKING = frozenset("what when where which who how can could do does did is are should may will would".split())
_POINTING = frozenset(
    "it its it's that that's this these those they common likely often rare normal usual frequent serious dangerous "
    "should can do could about are is to if long a an the not there possible".split()
)
_CLAUSE_STARTERS = {"but", "though", "however", "although", "except", "yet", "maar", "mais", "aber"}


@dataclass(frozen=True, slots=True)
class Token:
    """One word: its levelled form, how it was written, and the sentence and clause it stands in (from 0)."""

    word: str
    written: str
    sentence: int
    clause: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A message as words. `asked` holds the sentences that end in a question mark."""

    tokens: tuple[Token, ...]
    asked: frozenset[int]


def levelled(text: str) -> str:
    """Fold case and width, drop accents and invisible characters; letters and figures keep their order."""
    folded = unicodedata.normalize("NFKC", text[:LONGEST]).translate(_APOSTROPHES).casefold()
    folded = folded.replace("œ", "oe").replace("æ", "ae").replace("…", "...")
    decomposed = unicodedata.normalize("NFD", folded)
    return "".join(letter for letter in decomposed if not unicodedata.category(letter).startswith(("M", "Cf")))


def read_tokens(text: str, texting: Mapping[str, str]) -> Reading:
    """Split a message into words with their sentence and clause.

    Args:
        text: what the person wrote, any length and any characters.
        texting: short forms and the plain words for them, such as `2day` for today.

    Returns:
        The words in order. A text without words gives no tokens.
    """
    plain = _DOTTED.sub(lambda match: match.group().replace(".", ""), levelled(text))
    plain = _SPACED_LETTERS.sub(lambda match: match.group().replace(" ", ""), plain)
    plain = _FRENCH_ELISION.sub(r"\1 ", plain)
    plain = plain.replace("&", " and ").replace("+", " and ").replace("°", " ").replace("%", " percent ")
    plain = _MIXED.sub(lambda match: _unmix(match.group(), texting), plain)
    tokens: list[Token] = []
    asked: set[int] = set()
    sentence = clause = 0
    pieces = [match.group() for match in _PIECE.finditer(plain)]
    for number, piece in enumerate(pieces):
        mark = piece.strip(" ")
        if mark[:1] in {".", "!", "?", ";", "\n"} and not (mark.startswith("..") and mark.strip(".") == ""):
            if "?" in mark:
                asked.add(sentence)
            clause += 1
            if "?" in mark or _is_long(tokens, sentence) or _asks_something_else(pieces[number + 1 : number + 3]):
                sentence += 1
            continue
        if not mark[:1].isalnum():
            clause += 1
            continue
        for word in _plain_words(mark, texting):
            if word in _CLAUSE_STARTERS:
                clause += 1
            if word == "not" and tokens and tokens[-1].clause == clause and tokens[-1].word in _JOINED_WITH_NOT:
                last = tokens.pop()
                tokens.append(Token(_JOINED_WITH_NOT[last.word], f"{last.written} not", sentence, clause))
                continue
            if word == "longer" and _no_more(tokens, clause):
                # "I can no longer hold my cup" is "I can't hold my cup".
                denied, able = tokens.pop(), tokens.pop()
                written = f"{able.written} {denied.written} longer"
                tokens.append(Token(_JOINED_WITH_NOT[able.word], written, sentence, clause))
                continue
            if word == "can" and tokens and tokens[-1].clause == clause and tokens[-1].word in {"not", "no"}:
                last = tokens.pop()
                tokens.append(Token("cant", f"{last.written} can", sentence, clause))
                continue
            if _runs_on(tokens, sentence, clause):
                sentence += 1
            tokens.append(Token(word, mark, sentence, clause))
    return Reading(tuple(tokens), frozenset(asked))


def _no_more(tokens: Sequence[Token], clause: int) -> bool:
    """Whether "can no" or "could no" stands last, before a "longer" in the same clause."""
    last = tokens[-2:]
    return [token.word for token in last] in (["can", "no"], ["could", "no"]) and last[0].clause == clause


def _runs_on(tokens: Sequence[Token], sentence: int, clause: int) -> bool:
    """Whether a sentence without a full stop should end here: at a clause when it is long, in any case when endless."""
    new_clause = bool(tokens) and tokens[-1].clause != clause
    limit = LONGEST_SENTENCE if new_clause else 2 * LONGEST_SENTENCE
    return len(tokens) > limit and tokens[-limit].sentence == sentence


def _asks_something_else(following: Sequence[str]) -> bool:
    """Whether a question of its own comes next ("Passed out. What time is my test?"), not one about what was told."""
    return len(following) > 1 and following[0] in _ASKING and following[1] not in _POINTING


def _is_long(tokens: Sequence[Token], sentence: int) -> bool:
    """Whether the sentence is long enough to stand alone; "My neck! Sudden pain" is read as one."""
    return len(tokens) > SHORT and tokens[-1 - SHORT].sentence == sentence


def _plain_words(piece: str, texting: Mapping[str, str]) -> list[str]:
    if piece[0].isdigit():
        return [piece.replace(" ", "")]
    if piece in _EXPANDED:
        return _EXPANDED[piece].split()
    if piece in texting:
        return str(texting[piece]).split()
    if "'" not in piece:
        return [piece]
    bare = piece.replace("'", "")
    if bare in _EXPANDED:
        return _EXPANDED[bare].split()
    if bare in texting:
        return str(texting[bare]).split()
    if piece.endswith("n't"):
        return [bare]
    head, _, tail = piece.partition("'")
    if tail in {"s", "ll", "re", "ve", "d", "m"}:
        return str(texting.get(head, head)).split()
    return [bare] if len(head) > 1 else [tail]


def _unmix(piece: str, texting: Mapping[str, str]) -> str:
    """Read a piece of letters and figures: texting, a number with its unit, or letters written as figures."""
    if piece in texting:
        return str(texting[piece])
    if re.fullmatch(r"\d+(?:st|nd|rd|th)", piece):
        return piece[:-2]
    if split := re.fullmatch(r"(\d+)([^\W\d_]+)", piece):
        return f"{split[1]} {split[2]}"
    if split := re.fullmatch(r"([^\W\d_]{2,})(\d+)", piece):
        return f"{split[1]} {split[2]}"
    return piece.translate(_LOOKS_LIKE)
