"""A linear program solved for one objective after another, by HiGHS (Huangfu and Hall, Math. Prog. Comp. 10, 2018)."""

from __future__ import annotations

import highspy
import numpy as np
from scipy import sparse

from pingyi.attack.system import Floats


class NotSolvedError(Exception):
    """The solver came to no result, as HiGHS says: then nobody knows what could be found out."""


class Program:
    """`low` ≤ matrix · x ≤ `high` and 0 ≤ x ≤ `most`. Each objective starts from the solution of the one before."""

    def __init__(self, matrix: sparse.csr_array, low: Floats, high: Floats, most: float) -> None:
        self.columns = np.arange(matrix.shape[1], dtype=np.int32)
        self.solver = Solver()
        # What solved the last program is allowed in the next one too, and that is all the primal method asks for.
        self.solver.setOptionValue("simplex_strategy", 4)
        self.solver.setOptionValue("presolve", "off")
        self.solver.passModel(_model(matrix, low, high, most))

    def maximise(self, objective: Floats) -> Floats:
        """An x for which objective · x is greatest. Raises `NotSolvedError`."""
        self.solver.changeColsCost(len(self.columns), self.columns, objective)
        self.solver.run()
        status = self.solver.getModelStatus()
        if status != highspy.HighsModelStatus.kOptimal:
            raise NotSolvedError(self.solver.modelStatusToString(status))
        return np.maximum(self.solver.getSolution().col_value, 0)


class Solver(highspy.Highs):
    """HiGHS without its greeting, which the constructor prints before anybody can ask for silence."""

    def enableCallbacks(self) -> None:  # noqa: N802 - named by HiGHS
        self.silent()
        super().enableCallbacks()


def _model(matrix: sparse.csr_array, low: Floats, high: Floats, most: float) -> highspy.HighsLp:
    model = highspy.HighsLp()
    model.sense_ = highspy.ObjSense.kMaximize
    model.num_row_, model.num_col_ = matrix.shape
    model.col_cost_ = model.col_lower_ = np.zeros(model.num_col_)
    model.col_upper_ = np.full(model.num_col_, most)
    model.row_lower_, model.row_upper_ = low, high
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = matrix.indptr.astype(np.int32)
    model.a_matrix_.index_ = matrix.indices.astype(np.int32)
    model.a_matrix_.value_ = matrix.data
    return model
