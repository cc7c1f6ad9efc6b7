"""What both opinions are reduced to: per function, a graph of nodes that hold events.

An event is something that the outside could notice: an access to a named object, a volatile
or atomic access, a call, an asm statement, a return. Two graphs are compared by the events
on reachable nodes and by the set of pairs "B can be the next event after A".
"""
from dataclasses import dataclass, field, replace
from typing import Hashable, Optional

ENTRY = "entry"
RETURN = "return"


@dataclass(frozen=True)
class Event:
    label: str                      # "read g", "call f", "asm cpsid i", ...: what is compared
    instance: Hashable              # equal for copies of one op or instruction
    line: int = 0
    volatile: Optional[bool] = None  # None: this side cannot tell
    bits: Optional[int] = None       # width of a scalar access; None: this side cannot tell
    optional: bool = False           # this side cannot tell whether it counts
    cleanup: bool = False            # a call at a scope's end: where it stands is a matter of taste


@dataclass
class Decision:
    """Why a node leaves this way or that: a condition in words, and where each outcome leads."""
    condition: str
    outcomes: list   # (outcome, successor)


@dataclass
class Node:
    events: list = field(default_factory=list)
    successors: list = field(default_factory=list)
    decision: Optional[Decision] = None   # None: this side cannot put it into words


@dataclass
class Flow:
    """One function. Keys of `nodes` are the reader's own; `entry` is one of them."""
    name: str
    line: int
    entry: Hashable
    nodes: dict
    file: str = ""

    def has_optional(self):
        return any(event.optional for node in self.nodes.values() for event in node.events)

    def without_optional(self):
        nodes = {key: Node([event for event in node.events if not event.optional], node.successors)
                 for key, node in self.nodes.items()}
        for key, node in self.nodes.items():
            nodes[key].decision = node.decision
        return replace(self, nodes=nodes)

    def reachable(self):
        seen, stack = {self.entry}, [self.entry]
        while stack:
            for successor in self.nodes[stack.pop()].successors:
                if successor not in seen:
                    seen.add(successor)
                    stack.append(successor)
        return seen

    def events(self):
        """The reachable events, each instance once. Returns count as one: clang joins them."""
        found = {}
        for key in self.reachable():
            for event in self.nodes[key].events:
                found.setdefault(RETURN if event.label == RETURN else event.instance, event)
        return list(found.values())

    def pairs(self, spot):
        """{(spot, next spot): line of the second event}, from the entry on; spot(event) says
        which events are told apart."""
        pairs = {}
        first_after = {}
        for key in self.reachable():
            events = self.nodes[key].events
            for before, after in zip(events, events[1:]):
                pairs.setdefault((spot(before), spot(after)), after.line)
            for after in self._first_after(key, first_after) if events else []:
                pairs.setdefault((spot(events[-1]), spot(after)), after.line)
        for first in self._first_events([self.entry]):
            pairs.setdefault((ENTRY, spot(first)), first.line)
        return pairs

    def decisions(self, spot):
        """{condition: {(outcome, spot of a possible next event): line}}. Without the branches
        after which everything goes on alike: one side makes them to compute a value."""
        found = {}
        for key in self.reachable():
            decision = self.nodes[key].decision
            if decision is None:
                continue
            following = {}
            for outcome, successor in decision.outcomes:
                following.setdefault(outcome, {}).update(
                    {spot(event): event.line for event in self._first_events([successor])})
            if len({frozenset(spots) for spots in following.values()}) > 1:
                pairs = {(outcome, spot_): line for outcome, spots in following.items()
                         for spot_, line in spots.items()}
                found.setdefault(decision.condition, {}).update(pairs)
        return found

    def _first_after(self, key, known):
        if key not in known:
            known[key] = self._first_events(self.nodes[key].successors)
        return known[key]

    def _first_events(self, keys):
        found, seen, stack = [], set(), list(keys)
        while stack:
            current = stack.pop()
            if current in seen:
                continue
            seen.add(current)
            events = self.nodes[current].events
            if events:
                found.append(events[0])
            else:
                stack.extend(self.nodes[current].successors)
        return found
