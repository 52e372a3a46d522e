"""What the forecast is, in the five parts that every figure has: written to docs/reference/models/forecast.md."""

from trimtab.insight.documentation import ModelCard

CARD = ModelCard(
    name="forecast",
    question="Where will the period end, how sure is that, and who brings it?",
    formula="won so far + sum over open opportunities of (drawn as won by its chance) × amount × drawn movement of "
    "amounts + drawn wins of opportunities not opened yet; 5,000 times, with shifts of the log-odds that the "
    "company and each team share. Likely is the median, the range goes from the tenth to the ninetieth of a "
    "hundred.",
    exclusions="Wins undone by the instant. Opportunities whose value is unknown (no amount, or no exchange rate) "
    "count as a usual win, and the page says how many they are. Where no win has an amount, wins are counted. "
    "Refused: fewer than three wins, no ended period that was on record with as much time left, a period that"
    " is over or begins more than a year ahead.",
    example="Won 400. Acme is open with 1,000 at a chance of 0.6, Bolt with 500 at 0.2. Amounts do not move, and 2 "
    "new wins of 50 are usual. Expected: 400 + 0.6 × 1,000 + 0.2 × 500 + 2 × 50 = 1,200. Four ends are "
    "possible for Acme and Bolt: neither (0.32), Bolt alone (0.08), Acme alone (0.48), both (0.12); with the "
    "new wins at their mean the total is 500, 1,000, 1,500 or 2,000. So likely is 1,500 and a target of 1,400"
    " is reached 60 times of 100.",
    misread="Expected amounts add up over groups, likely ones and ranges do not. The range is for the total at the "
    "end, not for each opportunity. A person with five open wins cannot be forecast to better than about 40 "
    "%: do not rank people by it. Skill 0 is no failure where nothing can be known. A chance of the target is"
    " not a promise to reach it.",
    method="Chances from roll rates by stage and due date (partial pooling, competing outcomes) and, from 60 won "
    "opportunities on, a ridge multinomial regression over the same earlier views. Shared shocks and the "
    "width come from what earlier forecasts of up to eight periods missed, each refitted to what was known in"
    " it. Where a plain method (commit, weighted pipeline, mean of the last four, year before) was closer, "
    "both are mixed by their squared errors, or the model steps back where a Diebold–Mariano test tells them "
    "apart.",
    needs="Three wins, and one ended period on record. Below sixty won opportunities chances know only stage and "
    "due date.",
)
