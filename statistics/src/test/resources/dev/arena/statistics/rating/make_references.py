"""Makes battles.csv and references.csv: what other implementations compute from the same battles.

    python3 -m venv env
    env/bin/pip install arena-rank==0.1.1 choix==0.4.1 evalica==0.4.2 statsmodels==0.15.0 scipy==1.17.1
    env/bin/python make_references.py

The battles are simulated: 8 models, 25 voters with tastes of their own, ties, style and weights.
"""

import csv
import math

import choix
import evalica
import jax
import jax.numpy as jnp
import numpy as np
import pandas as pd
import scipy.optimize
import scipy.special
import scipy.stats
import statsmodels.api as sm
from arena_rank.models.bradley_terry import BradleyTerry
from arena_rank.models.contextual_bradley_terry import ContextualBradleyTerry
from arena_rank.utils.data_utils import ContextualPairDataset, PairDataset

jax.config.update("jax_enable_x64", True)

MODELS = 8
VOTERS = 25
BATTLES = 900
FEATURES = ["length", "headers", "lists", "bold"]
references = []


def refer(source, quantity, key, value):
    references.append((source, quantity, key, repr(float(value))))


def refer_vector(source, quantity, values):
    for i, value in enumerate(values):
        refer(source, quantity, i, value)


def refer_matrix(source, quantity, matrix):
    for i in range(len(matrix)):
        for j in range(i + 1):
            refer(source, quantity, f"{i}:{j}", matrix[i][j])


def make_battles():
    random = np.random.default_rng(20240813)
    strength = np.linspace(-0.8, 0.8, MODELS)
    tastes = random.normal(0, 0.4, (VOTERS, MODELS))
    rows = []
    for _ in range(BATTLES):
        a, b = random.choice(MODELS, 2, replace=False, p=np.arange(1, MODELS + 1) / 36)
        voter = int(random.integers(VOTERS) * random.random())
        counts_a = [int(random.lognormal(6, 0.8)), *random.poisson([1, 3, 2])]
        counts_b = [int(random.lognormal(5.8, 0.8)), *random.poisson([0.7, 3, 2])]
        z = [(x - y) / (x + y + 1) for x, y in zip(counts_a, counts_b)]
        x = strength[a] - strength[b] + tastes[voter, a] - tastes[voter, b] + 0.8 * z[0] + 0.2 * z[1]
        win, loss = math.exp(x / 2), math.exp(-x / 2)
        p = np.array([win, 0.7, loss]) / (win + loss + 0.7)
        winner = ["model_a", "tie", "model_b"][random.choice(3, p=p)]
        weight = [1, 1, 2, 4][random.integers(4)] / 2
        rows.append([f"m{a}", f"m{b}", winner, f"v{voter:02d}", weight, *counts_a, *counts_b])
    names = ["model_a", "model_b", "winner", "voter", "weight"]
    names += [f"{f}_{side}" for side in "ab" for f in FEATURES]
    return pd.DataFrame(rows, columns=names)


battles = make_battles()
battles.to_csv("battles.csv", index=False, lineterminator="\n")
first = battles.model_a.str[1:].astype(int).values
second = battles.model_b.str[1:].astype(int).values
y = battles.winner.map({"model_a": 1.0, "tie": 0.5, "model_b": 0.0}).values
weight = battles.weight.values
voter = battles.voter.values
n = len(battles)
# Arena keeps style differences as floats
style = np.column_stack(
    [
        (battles[f"{f}_a"] - battles[f"{f}_b"]) / (battles[f"{f}_a"] + battles[f"{f}_b"] + 1.0)
        for f in FEATURES
    ]
)
style = style.astype(np.float32).astype(np.float64)
centred = (style - style.mean(axis=0)) / style.std(axis=0)
scaled = style / np.sqrt((style**2).mean(axis=0))

# Ratings with a sum of zero are C beta, with beta the ratings of all models but the last
C = np.vstack([np.eye(MODELS - 1), np.zeros(MODELS - 1)]) - 1 / MODELS
X = np.zeros((n, MODELS))
X[np.arange(n), first] = 1
X[np.arange(n), second] = -1


def zero_sum(values):
    return np.asarray(values) - np.mean(values)


# Bradley-Terry with half ties
wins = np.zeros((MODELS, MODELS))
np.add.at(wins, (first, second), y)
np.add.at(wins, (second, first), 1 - y)
refer_vector("choix", "rating", choix.ilsr_pairwise_dense(wins, max_iter=10_000, tol=1e-14))

outcomes = {"model_a": evalica.Winner.X, "tie": evalica.Winner.Draw, "model_b": evalica.Winner.Y}
winners = [outcomes[w] for w in battles.winner]
index = pd.Index([f"m{i}" for i in range(MODELS)])
for name in ["bradley_terry", "newman"]:
    arguments = {"tolerance": 1e-15, "limit": 100_000, "solver": "naive"}
    if name == "bradley_terry":
        arguments.update(win_weight=1.0, tie_weight=0.5)
    result = getattr(evalica, name)(battles.model_a, battles.model_b, winners, **arguments)
    refer_vector("evalica", name, zero_sum(np.log(result.scores.loc[index].values)))
    if name == "newman":
        refer("evalica", "nu", "", result.v)

dataset = PairDataset.from_pandas(battles)
for quantity, tolerance in [("default", 1e-9), ("tight", 1e-16)]:
    model = BradleyTerry(MODELS, ftol=tolerance, gtol=1e-9 if tolerance == 1e-9 else 1e-14)
    result = model.compute_ratings_and_cis(dataset)
    refer_vector("arena-rank", f"rating-{quantity}", result["ratings"])
    refer_vector("arena-rank", f"variance-{quantity}", result["variances"])


def glm(design, weights=None, **covariance):
    model = sm.GLM(y, design, family=sm.families.Binomial(), var_weights=weights)
    return model.fit(tol=1e-15, maxiter=200, **covariance)


def clusters():
    return {"cov_type": "cluster", "cov_kwds": {"groups": pd.factorize(voter)[0], "use_correction": False}}


reduced = X[:, :-1]
for quantity, covariance in [("vote", {"cov_type": "HC0"}), ("voter", clusters())]:
    fit = glm(reduced, **covariance)
    refer_matrix("statsmodels", f"covariance-{quantity}", C @ fit.cov_params() @ C.T)
refer_vector("statsmodels", "rating", C @ fit.params)


def sandwich(design, weights, beta):
    mean = scipy.special.expit(design @ beta)
    scores = (weights * (y - mean))[:, None] * design
    inverse = np.linalg.inv((design * (weights * mean * (1 - mean))[:, None]).T @ design)
    by_voter = pd.DataFrame(scores).groupby(voter).sum().values
    return inverse @ scores.T @ scores @ inverse, inverse @ by_voter.T @ by_voter @ inverse


fit = glm(reduced, weight)
refer_vector("statsmodels", "weighted-rating", C @ fit.params)
for quantity, matrix in zip(["vote", "voter"], sandwich(reduced, weight, fit.params)):
    refer_matrix("numpy", f"weighted-covariance-{quantity}", C @ matrix @ C.T)

# Style control
design = np.hstack([reduced, scaled])
both = np.block([[C, np.zeros((MODELS, 4))], [np.zeros((4, MODELS - 1)), np.eye(4)]])
fit = glm(design, **clusters())
refer_vector("statsmodels", "style-free", both @ fit.params)
refer_matrix("statsmodels", "style-free-covariance-voter", both @ fit.cov_params() @ both.T)

penalties = np.r_[np.zeros(MODELS - 1), np.full(4, 2 * 0.25)]
model = sm.GLM(y, design, family=sm.families.Binomial())
# without any L1 part it would use BFGS, and with check_step Brent's method, both too inexact
fit = model.fit_regularized(
    alpha=penalties / n, L1_wt=1e-12, maxiter=5000, cnvrg_tol=1e-12, start_params=fit.params, check_step=False
)
refer_vector("statsmodels", "style-standard", both @ fit.params)


def minimise(loss, size):
    gradient, hessian = jax.jit(jax.grad(loss)), jax.jit(jax.hessian(loss))
    result = scipy.optimize.minimize(
        loss, np.zeros(size), jac=gradient, hess=hessian, method="trust-exact", options={"gtol": 1e-11}
    )
    return result.x


def fastchat(parameters):
    """contextual_bt_loss_and_grad of FastChat's rating_systems.py; ratings in units of ln 10."""
    ratings, gamma = parameters[:MODELS], parameters[MODELS:]
    logits = math.log(10) * (ratings[first] - ratings[second]) + centred @ gamma
    likelihood = jnp.sum(y * jax.nn.log_sigmoid(logits) + (1 - y) * jax.nn.log_sigmoid(-logits))
    return 0.25 * jnp.sum(parameters**2) - likelihood


best = minimise(fastchat, MODELS + 4)
refer_vector("fastchat", "style", np.r_[math.log(10) * best[:MODELS], best[MODELS:]])

for i, feature in enumerate(FEATURES):
    battles[feature] = style[:, i]
dataset = ContextualPairDataset.from_pandas(battles, FEATURES, reweighted=False)
model = ContextualBradleyTerry(MODELS, 4, ftol=1e-16, gtol=1e-13)
result = model.compute_ratings_and_cis(dataset)
refer_vector("arena-rank", "style-rating", result["ratings"])
refer_vector("arena-rank", "style-coefficient", result["coeffs"])

# Davidson's covariance by automatic differentiation
tie = y == 0.5


def davidson(parameters):
    half = (parameters[first] - parameters[second]) / 2
    logits = jnp.stack([half, jnp.broadcast_to(parameters[MODELS], (n,)), -half])
    chosen = jnp.where(tie, logits[1], jnp.where(y == 1, logits[0], logits[2]))
    return jax.scipy.special.logsumexp(logits, axis=0) - chosen


gauge = np.block([[C, np.zeros((MODELS, 1))], [np.zeros((1, MODELS - 1)), np.eye(1)]])
best = minimise(lambda beta: jnp.sum(davidson(gauge @ beta)), MODELS)
refer_vector("jax", "davidson", gauge @ best)
scores = np.asarray(jax.jacfwd(lambda beta: davidson(gauge @ beta))(best))
inverse = np.linalg.inv(jax.hessian(lambda beta: jnp.sum(davidson(gauge @ beta)))(best))
for quantity, s in [("vote", scores), ("voter", pd.DataFrame(scores).groupby(voter).sum().values)]:
    refer_matrix("jax", f"davidson-covariance-{quantity}", gauge @ inverse @ s.T @ s @ inverse @ gauge.T)

# Quantiles
for tail in [0.5, 0.4, 0.3, 0.1, 0.025, 0.005, 0.025 / 9, 0.025 / 199, 1e-6, 1e-12]:
    refer("scipy", "normal", repr(tail), scipy.stats.norm.isf(tail))
    for degrees in [1, 2, 3, 4, 5, 9, 19, 49, 59, 60, 100, 999, 99_999, 1_000_000]:
        refer("scipy", "t", f"{tail!r}:{degrees}", scipy.stats.t.isf(tail, degrees))

with open("references.csv", "w", newline="") as file:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["source", "quantity", "key", "value"])
    writer.writerows(references)
print(len(references), "references")
