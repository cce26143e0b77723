"""What would Rasa predict in the journeys if one rule or story were not there? Run by Rasa's own Python.

    python without_each.py CHECKOUT JOURNEYS FILE      writes one JSON object into FILE

The policies of config.yml are trained again without each rule or story in turn, on the dialogue alone: no text is read,
the journeys' own intents stand for it, so that thirty trainings take seconds. Written are the predictions with all of
them and, by the name of what was left out, those without it: the actions of each journey in turn.
"""

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import yaml
from rasa.core.policies.ensemble import DefaultPolicyPredictionEnsemble
from rasa.core.policies.memoization import MemoizationPolicy
from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa.shared.core.generator import TrainingDataGenerator
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.core.training_data.structures import StoryGraph

POLICIES = {"MemoizationPolicy": MemoizationPolicy, "RulePolicy": RulePolicy}
# What Rasa's own training uses.
AS_TRAINED = {"remove_duplicates": True, "augmentation_factor": 50, "use_story_concatenation": True}
AS_WRITTEN = {"remove_duplicates": False, "augmentation_factor": 0, "use_story_concatenation": False}

Predictions = dict[str, list[str]]


class Dialogue:
    """The policies of a configuration, trained on some of the rules and stories."""

    def __init__(self, domain: Domain, policies: list[dict[str, Any]], graph: StoryGraph, folder: Path) -> None:
        self._domain = domain
        self._policies = []
        storage = LocalModelStorage.create(folder)
        for number, given in enumerate(policies):
            kind = POLICIES[given["name"]]
            config = {**kind.get_default_config(), **{key: given[key] for key in given if key != "name"}}
            context = ExecutionContext(GraphSchema({}), node_name=str(number))
            self._policies.append(kind.create(config, storage, Resource(str(number)), context))
        trackers = TrainingDataGenerator(graph, domain, **AS_TRAINED).generate()
        for policy in self._policies:
            policy.train(trackers, domain)
        self._ensemble = DefaultPolicyPredictionEnsemble.create(
            DefaultPolicyPredictionEnsemble.get_default_config(), storage, Resource("ensemble"), context
        )

    def play(self, journeys: StoryGraph) -> Predictions:
        """What is predicted before each action of each journey."""
        played: Predictions = {}
        for journey in TrainingDataGenerator(journeys, self._domain, **AS_WRITTEN).generate():
            steps = played.setdefault(journey.sender_id, [])
            partial = DialogueStateTracker(journey.sender_id, self._domain.slots)
            for event in journey.applied_events():
                # What comes before the first text is written by action_session_start, and nothing predicts it.
                if isinstance(event, ActionExecuted) and any(isinstance(one, UserUttered) for one in partial.events):
                    steps.append(self._next(partial))
                partial.update(event)
        return played

    def _next(self, tracker: DialogueStateTracker) -> str:
        predictions = [policy.predict_action_probabilities(tracker, self._domain) for policy in self._policies]
        best = self._ensemble.combine_predictions(predictions, tracker, self._domain)
        return str(self._domain.action_names_or_texts[best.probabilities.index(max(best.probabilities))])


def graph_of(blocks: list[dict[str, Any]], key: str, domain: Domain) -> StoryGraph:
    """The graph of some rules and stories."""
    parts: dict[str, Any] = {"version": "3.1", "rules": [], "stories": []}
    for block in blocks:
        parts["rules" if "rule" in block else "stories"].append(block)
    reader = YAMLStoryReader(domain, key)
    return StoryGraph(reader.read_from_parsed_yaml(parts))


def main(checkout: Path, journeys_file: Path, target: Path) -> None:
    """Write the predictions with all rules and stories, and without each."""
    domain = Domain.from_file(str(checkout / "domain.yml"))
    policies = yaml.safe_load((checkout / "config.yml").read_text(encoding="utf-8"))["policies"]
    blocks = []
    for kind in ("rules", "stories"):
        blocks += yaml.safe_load((checkout / "data" / f"{kind}.yml").read_text(encoding="utf-8"))[kind]
    journeys = []
    for journey in yaml.safe_load(journeys_file.read_text(encoding="utf-8"))["stories"]:
        steps = [{"intent": step["intent"]} if "user" in step else step for step in journey["steps"]]
        journeys.append({"story": journey["story"], "steps": steps})
    played = graph_of(journeys, "journeys", domain)

    def predicted(kept: list[dict[str, Any]]) -> Predictions:
        with tempfile.TemporaryDirectory() as folder:
            return Dialogue(domain, policies, graph_of(kept, "kept", domain), Path(folder)).play(played)

    without = {
        left_out.get("rule") or left_out["story"]: predicted([block for block in blocks if block is not left_out])
        for left_out in blocks
    }
    target.write_text(json.dumps({"all": predicted(blocks), "without": without}), encoding="utf-8")


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:]))
