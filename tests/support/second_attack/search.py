"""How closely each figure can be known: two published worlds that lie far enough apart, or the narrow range that is left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ortools.sat.python import cp_model

from support.second_attack.program import Figure, Program

STEPS = 60.0
"""Of a question, in the solver's own deterministic time; what is not decided by then is an error, never safe."""


class UndecidedError(Exception):
    """The solver did not come to an end."""


class ImpossibleError(Exception):
    """No figures at all fit what was published: the equations, or what was told, are wrong."""


@dataclass(frozen=True)
class Range:
    low: int
    high: int


def narrow(program: Program, widths: Mapping[Figure, int]) -> dict[Figure, Range]:
    """The figures that are known more closely than by their width, with what is known of them."""
    return _Search(program, widths).narrow()


def known(program: Program, figure: Figure) -> Range:
    """All that can be said of one figure."""
    return _Search(program, {}).exact(program.of(figure))


class _Search:
    def __init__(self, program: Program, widths: Mapping[Figure, int]) -> None:
        self.program, self.widths = program, widths
        self.sums = {figure: program.of(figure) for figure in widths}
        self.index = {figure: [variable.index for variable in found] for figure, found in self.sums.items()}
        self.low: dict[Figure, int] = {}
        self.high: dict[Figure, int] = {}

    def narrow(self) -> dict[Figure, Range]:
        self._look(self.program.model)
        found = {}
        for figure, width in self.widths.items():
            if not self._apart(figure) and not self._further(figure, width):
                exact = self.exact(self.sums[figure])
                if exact.high - exact.low < width:
                    found[figure] = exact
        return found

    def _apart(self, figure: Figure) -> bool:
        return self.high[figure] - self.low[figure] >= self.widths[figure]

    def _further(self, figure: Figure, width: int) -> bool:
        """Whether one more world is far enough from those that were seen already."""
        total = sum(self.sums[figure])
        return self._ask(total >= self.low[figure] + width) or self._ask(total <= self.high[figure] - width)

    def _ask(self, question: cp_model.BoundedLinearExpression | bool) -> bool:
        if isinstance(question, bool):
            return question
        model = self.program.model.clone()
        model.add(question)
        return self._look(model)

    def _look(self, model: cp_model.CpModel) -> bool:
        """Solve, and remember what the world that was found says of every figure."""
        solver = _solver()
        status = _decided(solver, model)
        if status == cp_model.INFEASIBLE:
            if model is self.program.model:
                raise ImpossibleError(str([release.name for release in self.program.seen]))
            return False
        values = solver.response_proto.solution
        for figure, index in self.index.items():
            value = sum(values[place] for place in index)
            self.low[figure] = min(self.low.get(figure, value), value)
            self.high[figure] = max(self.high.get(figure, value), value)
        return True

    def exact(self, variables: list[cp_model.IntVar]) -> Range:
        return Range(self._best(variables, 1), self._best(variables, -1))

    def _best(self, variables: list[cp_model.IntVar], sign: int) -> int:
        model = self.program.model.clone()
        model.minimize(sign * sum(variables))
        solver = _solver()
        if _decided(solver, model, cp_model.OPTIMAL) == cp_model.INFEASIBLE:
            raise ImpossibleError(str(variables))
        return sign * round(solver.objective_value)


def _solver() -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 0
    solver.parameters.max_deterministic_time = STEPS
    return solver


def _decided(
    solver: cp_model.CpSolver, model: cp_model.CpModel, *also: cp_model.CpSolverStatus
) -> cp_model.CpSolverStatus:
    status = solver.solve(model)
    wanted = also or (cp_model.OPTIMAL, cp_model.FEASIBLE)
    if status not in (*wanted, cp_model.INFEASIBLE):
        raise UndecidedError(solver.status_name(status))
    return status
