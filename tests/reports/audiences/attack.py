"""An attacker who knows every released figure of a directive, and how tables of counts add up."""

import numpy as np

TINY = 1e-7


class Attack:
    """What linear programming tells of a table: its cells are variables (row, part), all of them 0 or more."""

    def __init__(self, rows, parts):
        self.place = {cell: n for n, cell in enumerate((row, part) for row in rows for part in range(parts))}
        self.left, self.right = [], []

    def learn(self, rows, parts, value):
        """These parts of these rows add up to `value`."""
        line = np.zeros(len(self.place))
        for row in rows:
            for part in parts:
                line[self.place[row, part]] = 1
        self.left.append(line)
        self.right.append(float(value))

    def bounds(self, row, parts):
        """The least and the most that these parts of a row can add up to."""
        aim = np.zeros(len(self.place))
        for part in parts:
            aim[self.place[row, part]] = 1
        tableau, basis = _feasible(np.array(self.left), np.array(self.right))
        low = -_best(tableau.copy(), list(basis), -aim)
        high = _best(tableau.copy(), list(basis), aim)
        return round(low), round(high)


def _feasible(left, right):
    """A tableau at a feasible corner: the first phase of the simplex method, with artificial variables."""
    lines, count = left.shape
    tableau = np.hstack([left, np.eye(lines), right[:, None]])
    basis = list(range(count, count + lines))
    _climb(tableau, basis, np.concatenate([np.zeros(count), -np.ones(lines)]))
    assert sum(tableau[i, -1] for i, b in enumerate(basis) if b >= count) < TINY, (
        "the figures contradict each other"
    )
    for i, b in enumerate(basis):
        if b >= count:
            columns = np.flatnonzero(np.abs(tableau[i, :count]) > TINY)
            if columns.size:
                _pivot(tableau, basis, i, int(columns[0]))
    kept = [i for i, b in enumerate(basis) if b < count]
    return np.hstack([tableau[kept][:, :count], tableau[kept][:, -1:]]), [basis[i] for i in kept]


def _best(tableau, basis, aim):
    _climb(tableau, basis, aim)
    return sum(aim[b] * tableau[i, -1] for i, b in enumerate(basis))


def _climb(tableau, basis, aim):
    """Bland's rule, which does not go in circles."""
    while True:
        gain = aim - aim[basis] @ tableau[:, :-1]
        better = np.flatnonzero(gain > TINY)
        if not better.size:
            return
        column = int(better[0])
        steps = [
            (tableau[i, -1] / tableau[i, column], basis[i], i)
            for i in range(len(basis))
            if tableau[i, column] > TINY
        ]
        least = min(step for step, _, _ in steps)
        _pivot(tableau, basis, min((b, i) for step, b, i in steps if step < least + TINY)[1], column)


def _pivot(tableau, basis, line, column):
    tableau[line] /= tableau[line, column]
    for i in range(len(tableau)):
        if i != line:
            tableau[i] -= tableau[i, column] * tableau[line]
    basis[line] = column
