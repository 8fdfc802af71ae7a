"""A program solved for one objective after another, in whole numbers, by HiGHS (Huangfu and Hall, Math. Prog. Comp. 10, 2018)."""

from __future__ import annotations

import highspy
import numpy as np

from pingyi.attack.publication import Floats
from pingyi.attack.system import System

SEARCH_NODES = 20
"""Nodes of the search for whole numbers; whoever is not shown to be safe within them is not safe."""

TOLERANCE = 1e-6


class NotSolvedError(Exception):
    """The solver came to no result, as HiGHS says: then nobody knows what could be found out."""


class Program:
    """A system without fixed variables. Each objective starts from the solution of the one before."""

    def __init__(self, system: System) -> None:
        self.columns = np.arange(len(system.truth), dtype=np.int32)
        self.system = system
        self.solver = _solver()
        # What solved the last program is allowed in the next one too, and that is all the primal method asks for.
        self.solver.setOptionValue("simplex_strategy", 4)
        self.solver.setOptionValue("presolve", "off")
        self.solver.passModel(_model(system))

    def relaxed(self, objective: Floats) -> Floats:
        """An x, of fractions maybe, for which objective · x is greatest. Raises `NotSolvedError`."""
        self.solver.changeColsCost(len(self.columns), self.columns, objective)
        self.solver.run()
        status = self.solver.getModelStatus()
        if status != highspy.HighsModelStatus.kOptimal:
            raise NotSolvedError(self.solver.modelStatusToString(status))
        return np.array(self.solver.getSolution().col_value)

    def within(self, most: Floats, objective: Floats) -> Floats:
        """The same with other upper bounds, from the least values on, which must be allowed."""
        self.solver.clearSolver()
        self.solver.changeColsBounds(len(self.columns), self.columns, self.system.least, most)
        return self.relaxed(objective)

    def solves(self, x: Floats) -> bool:
        """Whether numbers are allowed."""
        system = self.system
        said = system.matrix @ x
        rows = np.all(said >= system.low - TOLERANCE) and np.all(said <= system.high + TOLERANCE)
        return bool(rows and np.all(x >= system.least) and np.all(x <= system.most))

    def whole(self, objective: Floats) -> Floats:
        """Whole numbers x for which objective · x is large; empty if none are found in `SEARCH_NODES`."""
        solver = _solver()
        solver.setOptionValue("mip_max_nodes", SEARCH_NODES)
        model = _model(self.system)
        model.col_cost_ = objective
        model.integrality_ = [highspy.HighsVarType.kInteger] * len(self.columns)
        solver.passModel(model)
        solver.run()
        found = np.round(np.array(solver.getSolution().col_value))
        return found if len(found) == len(self.columns) and self.solves(found) else np.zeros(0)


def _solver() -> Solver:
    """One thread and one seed: the same steps on every machine."""
    solver = Solver()
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("random_seed", 0)
    return solver


class Solver(highspy.Highs):
    """HiGHS without its greeting, which the constructor prints before anybody can ask for silence."""

    def enableCallbacks(self) -> None:  # noqa: N802 - named by HiGHS
        self.silent()
        super().enableCallbacks()


def _model(system: System) -> highspy.HighsLp:
    model = highspy.HighsLp()
    model.sense_ = highspy.ObjSense.kMaximize
    model.num_row_, model.num_col_ = system.matrix.shape
    model.col_cost_ = np.zeros(model.num_col_)
    model.col_lower_, model.col_upper_ = system.least, system.most
    model.row_lower_, model.row_upper_ = system.low, system.high
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = system.matrix.indptr.astype(np.int32)
    model.a_matrix_.index_ = system.matrix.indices.astype(np.int32)
    model.a_matrix_.value_ = system.matrix.data
    return model
