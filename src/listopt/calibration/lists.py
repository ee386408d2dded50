"""The list model: how many interviews the applicants of one specialty collect, and who of them matches.

An applicant sends ``A`` applications. Programs' interview rates spread like a beta distribution of mean ``m`` and
strength ``k``; a score ``z`` (standard normal over applicants) adds ``slope * z`` to the log odds, with intercepts that
leave the mean where it is; one factor ``M`` is common to all programs, with variance share ``rho`` (the same latent
variable as in `listopt.quadrature`). With ``pi(m, z)`` and ``pi'(m, z)``, the averages over programs of the
probabilities of an interview (threshold ``p``) and of a match if nothing preferred comes first (threshold ``p q``),

    N | m, z ~ Binomial(A, pi),    P(no match | N, m, z) = (1 - pi'/pi)^N.

So ``E[s^N] = (1 - pi + pi s)^A`` and its derivatives give every moment below in closed form, also for ``A`` that is not
whole. Published figures are about applicants with at least one rank, hence all is conditional on ``N >= 1``. The
number of contiguous ranks is taken to be the number of interviews.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from listopt.odds.population import expit, intercepts
from listopt.odds.tables import Array
from listopt.quadrature import Nodes, conditional

PROGRAMS = 16
"""Nodes of the beta distribution of programs' rates."""


def _hermite(count: int) -> Nodes:
    point, weight = np.polynomial.hermite_e.hermegauss(count)
    return Nodes(point, weight / weight.sum())


FACTOR = _hermite(24)
"""Moments of counts are smooth in the factor, so Gauss-Hermite needs few nodes."""
WHOLE = _hermite(15)
"""Scores of all applicants: values in standard deviations, and weights."""
_VOLUME = _hermite(9)


@dataclass(frozen=True)
class Population:
    """Applicants of one type to one specialty.

    Attributes
    ----------
    rate, strength
        Mean interview rate per application (0 to 1) and strength of the beta distribution over programs.
    applications
        Average number of applications to average programs; whoever picks friendly programs needs fewer.
    correlation
        Variance share ``rho`` of the common factor, beyond the score.
    match_given_interview
        Probability of a match at a program given an interview there, if nothing preferred comes first.
    slope
        Log odds of an interview per standard deviation of the score.
    spread
        Coefficient of variation of the number of applications between applicants (lognormal).
    limit
        Most interviews that are attended; None: all.
    shift
        Log odds added to every application, of a group that differs from the average.
    """

    rate: float
    strength: float
    applications: float
    correlation: float
    match_given_interview: float
    slope: float = 0.0
    spread: float = 0.0
    limit: int | None = None
    shift: float = 0.0


@dataclass(frozen=True)
class ListMoments:
    """What one sees of the lists of a population.

    Attributes
    ----------
    any, match
        Share of applicants with at least one interview; share that matches of those, as all that follows.
    mean, sd, mean_matched, sd_matched, mean_unmatched, sd_unmatched
        Number of ranks; NaN when nobody is in the group.
    score_contrast, score_within
        Mean score of the matched less that of the unmatched, in standard deviations within the two groups; that
        standard deviation, where 1 is the spread over all applicants.
    """

    any: float
    match: float
    mean: float
    sd: float
    mean_matched: float
    sd_matched: float
    mean_unmatched: float
    sd_unmatched: float
    score_contrast: float
    score_within: float


def band(low: float, high: float) -> Nodes:
    """Scores between two limits, in standard deviations from the mean: Gauss-Legendre nodes under the normal curve."""
    point, weight = np.polynomial.legendre.leggauss(12)
    z = low + (high - low) * (point + 1) / 2
    density = weight * np.exp(-z * z / 2)
    return Nodes(z, density / density.sum())


@lru_cache(maxsize=256)
def _programs(mean: float, strength: float) -> tuple[Array, Array]:
    """Gauss-Jacobi nodes and weights of a beta distribution on (0, 1), from its recurrence (Golub & Welsch 1969)."""
    down, up = strength * (1 - mean) - 1, strength * mean - 1
    k = np.arange(1, PROGRAMS)
    s = 2 * k + down + up
    diagonal = np.append((up - down) / (down + up + 2), (up * up - down * down) / (s * (s + 2)))
    square = 4 * k * (k + down) * (k + up) * (k + down + up) / (s * s * (s + 1) * (s - 1))
    square[0] = 4 * (1 + down) * (1 + up) / ((2 + down + up) ** 2 * (3 + down + up))
    point, vector = np.linalg.eigh(np.diag(diagonal) + np.diag(np.sqrt(square), 1) + np.diag(np.sqrt(square), -1))
    return np.clip((1 + point) / 2, 1e-12, 1 - 1e-12), vector[0] ** 2


def _chances(population: Population, z: Array) -> tuple[Array, Array]:
    """Probability of an interview and of a match per application, scores x factor, averaged over programs."""
    rate, share = _programs(population.rate, population.strength)
    nobody = np.zeros((len(rate), 1))
    middle = intercepts(rate, np.full(len(rate), abs(population.slope)), nobody, nobody + 1)
    p = expit(middle[:, None] + population.slope * z + population.shift)
    loading, shape = np.full(p.size, population.correlation), (*p.shape, len(FACTOR))
    given = (conditional(some.ravel(), loading, FACTOR) for some in (p, p * population.match_given_interview))
    interview, match = (np.einsum("p,pzm->zm", share, table.reshape(shape)) for table in given)
    return interview, match


def _moments_given(population: Population, interview: Array, match: Array) -> tuple[Array, Array]:
    """``E[N^i; N >= 1]`` and ``E[N^i; N >= 1, unmatched]`` for i = 0, 1, 2, each 3 x scores x factor."""
    log_sd = np.sqrt(np.log1p(population.spread**2))
    each, unmatched = np.zeros((3, *interview.shape)), np.zeros((3, *interview.shape))
    for point, weight in zip(*((_VOLUME.m, _VOLUME.weight) if log_sd else ([0.0], [1.0])), strict=True):
        number = population.applications * float(np.exp(log_sd * point - log_sd**2 / 2))
        some = _unlimited if population.limit is None else _limited
        more, less = some(number, interview, match, population.limit or 0)
        each, unmatched = each + weight * more, unmatched + weight * less
    return each, unmatched


def _unlimited(number: float, interview: Array, match: Array, _: int) -> tuple[Array, Array]:
    none, refused = (1 - interview) ** number, (1 - match) ** number
    first, second = number * interview, number * (number - 1) * interview**2
    lost = interview - match
    first_lost = number * lost * (1 - match) ** (number - 1)
    second_lost = number * (number - 1) * lost**2 * (1 - match) ** (number - 2)
    return np.stack([1 - none, first, second + first]), np.stack([refused - none, first_lost, second_lost + first_lost])


def _limited(number: float, interview: Array, match: Array, limit: int) -> tuple[Array, Array]:
    """Sums over n, where everything beyond the limit counts as the limit."""
    interview = np.clip(interview, 1e-300, 1 - 1e-12)
    odds, stay = interview / (1 - interview), 1 - match / interview
    each, unmatched = np.zeros((3, *interview.shape)), np.zeros((3, *interview.shape))
    mass = (1 - interview) ** number
    rest = 1 - mass
    for n in range(1, limit + 1):
        mass = mass * max(number - n + 1, 0.0) / n * odds
        share = np.maximum(rest, 0.0) if n == limit else mass
        powers = np.array([1.0, n, n * n])[:, None, None] * share
        each, unmatched = each + powers, unmatched + powers * stay**n
        rest = rest - mass
    return each, unmatched


def moments(population: Population, scores: Nodes = WHOLE) -> ListMoments:
    """Moments of the lists of the applicants with the scores given (all of them by default)."""
    weight = scores.weight[:, None] * FACTOR.weight
    each, unmatched = (
        np.einsum("izm,zm->iz", table, weight) for table in _moments_given(population, *_chances(population, scores.m))
    )
    matched = each - unmatched
    with np.errstate(divide="ignore", invalid="ignore"):
        (mean, sd), (mean_yes, sd_yes), (mean_no, sd_no) = (_spread(table) for table in (each, matched, unmatched))
        score_yes, score_no = (_scores(table[0], scores.m) for table in (matched, unmatched))
        share = float(matched[0].sum() / each[0].sum())
        within = float(np.sqrt(share * score_yes[1] + (1 - share) * score_no[1]))
        contrast = (score_yes[0] - score_no[0]) / within
    return ListMoments(float(each[0].sum()), share, mean, sd, mean_yes, sd_yes, mean_no, sd_no, contrast, within)


def _spread(table: Array) -> tuple[float, float]:
    count, first, second = table.sum(axis=1)
    return float(first / count), float(np.sqrt(np.maximum(second / count - (first / count) ** 2, 0.0)))


def _scores(count: Array, z: Array) -> tuple[float, float]:
    mean = (count @ z) / count.sum()
    return float(mean), float((count @ (z - mean) ** 2) / count.sum())
