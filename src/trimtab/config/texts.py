"""Written by `make docs`: texts for translators that stand where gettext is not known."""

from django.utils.translation import gettext_noop

TEXTS = (
    gettext_noop("What was open at this instant, and where did it stand?"),
    gettext_noop("Count and sum of amounts of the opportunities whose state at the instant was open."),
    gettext_noop("Opportunities without an amount are counted and add nothing; `without_amount` says how many."),
    gettext_noop(
        "Acme 100.00 and Bolt 50.00 are open on 1 March; Acme is won on 2 March. As of 1 March: 2 opportunities, 150.00. As of 3 March: 1 opportunity, 50.00."
    ),
    gettext_noop("The sum of open amounts is not a forecast: most of it will not be won, and not in this period."),
    gettext_noop("Count of states in force at the instant."),
    gettext_noop("opportunities"),
    gettext_noop("The group of the breakdown; '' where the record does not say, 'all' without breakdown."),
    gettext_noop("key"),
    gettext_noop("Its name; empty where the record does not say."),
    gettext_noop("text"),
    gettext_noop("Open opportunities."),
    gettext_noop("count"),
    gettext_noop("Their amounts together, in the reporting currency."),
    gettext_noop("money"),
    gettext_noop("Open opportunities whose amount is not known."),
    gettext_noop("How did the open pipeline develop from week to week?"),
    gettext_noop("The pipeline as of each week end, back from the instant in steps of seven days."),
    gettext_noop("Acme 100.00 is open from 3 to 12 March. Week ends 7, 14 March: 100.00, then 0.00."),
    gettext_noop("A rising line can mean more work begun, or less work closed. Read it beside the waterfall."),
    gettext_noop("Ledger of entries and leavings with a running sum; equal to the pipeline as of each week end."),
    gettext_noop("The instant of the snapshot."),
    gettext_noop("timestamp"),
    gettext_noop("Their amounts together; NULL where some are open and not one amount is known."),
    gettext_noop("What turned the pipeline we had into the pipeline we have?"),
    gettext_noop(
        "closing = opening + new + reopened + increased + decreased + pulled_in + pushed_out + moved_category + owner_change + fx + won + lost, to the cent, for opportunities open and due in the period."
    ),
    gettext_noop("Opportunities closed before the first instant. What moved and moved back in between shows nothing."),
    gettext_noop(
        "Acme 100.00 was due at the start, grew to 120.00 and was won; Bolt 50.00 is new. opening 100.00, new 50.00, increased 20.00, won -120.00, closing 50.00."
    ),
    gettext_noop(
        "won is what left the pipeline of this period, not all bookings. pulled_in and pushed_out name the date leaving or entering the period, in either direction. Changes are net between the two instants."
    ),
    gettext_noop(
        "State of each opportunity at both instants; the reason is the first that applies: owner, closing, date, category. Changes of exchange rate are taken from the states that a rate began."
    ),
    gettext_noop(
        "One of opening, new, reopened, increased, decreased, pulled_in, pushed_out, moved_category, owner_change, fx, won, lost, closing."
    ),
    gettext_noop("Opportunities behind the bar."),
    gettext_noop("What the bar adds (or, negative, takes); NULL where none of its amounts is known."),
    gettext_noop("Which opportunities stand behind a bar of the waterfall?"),
    gettext_noop("The rows whose sum by bar is the waterfall."),
    gettext_noop("An opportunity can stand behind several bars: one that grew and was won is in both."),
    gettext_noop("The opportunity."),
    gettext_noop("Its name now."),
    gettext_noop("Its account."),
    gettext_noop("What it adds to the bar; NULL where its amount is not known."),
    gettext_noop("Once an opportunity is in this stage, where does it go, and how long does that take?"),
    gettext_noop(
        "Cumulative incidence at the horizon of moving forward, moving back, being won and being lost, as competing risks, over stays that began in the period; stays not over at the instant are cut, not dropped."
    ),
    gettext_noop("Stays that began before the period, closed stages, and records of which only dates are known."),
    gettext_noop(
        "Three enter Proposal: one moves forward after 10 days, one is lost after 20, one is here since 15 days. Forward by 30 days: 1/3. Lost: of the 2/3 left after 10 days all who are still watched at 20 are lost: 2/3."
    ),
    gettext_noop(
        "The four shares do not add up to 1: the rest is still here at the horizon. A share below the plain ratio of closed stays is not an error; the ratio forgets those still open."
    ),
    gettext_noop("Aalen-Johansen with log-log intervals of its delta-method variance; Kaplan-Meier for the stay."),
    gettext_noop("entered"),
    gettext_noop("The process."),
    gettext_noop("Its name."),
    gettext_noop("The stage."),
    gettext_noop("Stays that began in the period; a reopened opportunity stays anew."),
    gettext_noop("Of them not over."),
    gettext_noop("Left for a later open stage."),
    gettext_noop("Left for an earlier open stage or another process."),
    gettext_noop("Left as won."),
    gettext_noop("Left as lost."),
    gettext_noop("Share forward by the horizon."),
    gettext_noop("share"),
    gettext_noop("Lower end of the 95 % interval of forward_share."),
    gettext_noop("Upper end of the 95 % interval of forward_share."),
    gettext_noop("Share back by the horizon."),
    gettext_noop("Lower end of the 95 % interval of back_share."),
    gettext_noop("Upper end of the 95 % interval of back_share."),
    gettext_noop("Share won by the horizon."),
    gettext_noop("Lower end of the 95 % interval of won_share."),
    gettext_noop("Upper end of the 95 % interval of won_share."),
    gettext_noop("Share lost by the horizon."),
    gettext_noop("Lower end of the 95 % interval of lost_share."),
    gettext_noop("Upper end of the 95 % interval of lost_share."),
    gettext_noop("Half had left by then (Kaplan-Meier); NULL when half have not left yet."),
    gettext_noop("days"),
    gettext_noop("Mean stay, counted up to the horizon."),
    gettext_noop("How long did those that were won stay in a stage, and how long were they silent there?"),
    gettext_noop(
        "Of each opportunity won since `start`, its longest stay in the stage, from entry to leaving, and its longest silence there: from the entry or an activity to the next one, or to leaving. Half and nine of ten of the won ones had at most `median` and `long` days."
    ),
    gettext_noop(
        "Lost and open opportunities; records of which only dates are known; for silence also those without any recorded activity."
    ),
    gettext_noop(
        "Ten wins stayed in Proposal for 2, 4, 6, ..., 20 days: half left within 10, nine of ten within 18. An open one that is there for 19 days is slower than nine of ten."
    ),
    gettext_noop(
        "It describes what was won; it does not prove that a longer stay loses. Where the past was rebuilt from dated exports, an entry is known to the interval between two exports."
    ),
    gettext_noop("Order statistics of all wins in the span: a description of them, no estimate of a wider world."),
    gettext_noop("won"),
    gettext_noop("Won opportunities that went through the stage."),
    gettext_noop("Half of them left within these days."),
    gettext_noop("Nine of ten left within these days."),
    gettext_noop("Of them with any recorded activity."),
    gettext_noop("Half of those were never silent for longer."),
    gettext_noop("Nine of ten were never silent for longer."),
    gettext_noop("Of what was decided in this period, how much did we win?"),
    gettext_noop("won / (won + lost), by count, and won value / (won + lost value), by value at the close."),
    gettext_noop("Open opportunities. An opportunity closed twice in the period counts at each closing."),
    gettext_noop("Acme won at 300.00, Bolt lost at 100.00: by count 1 of 2 = 50 %, by value 300 of 400 = 75 %."),
    gettext_noop(
        "While the pipeline grows, losses come before wins and this rate is too low; the cohort form of velocity corrects for that. Rates of small teams differ by chance: compare intervals, not numbers."
    ),
    gettext_noop(
        "Wilson score interval by count; by value the accounts are redrawn 500 times (above 2,000 accounts a linearised ratio interval clustered by account)."
    ),
    gettext_noop("closed"),
    gettext_noop("Closings in the period."),
    gettext_noop("Of them won."),
    gettext_noop("Amounts at the close."),
    gettext_noop("Won share by count (Wilson interval)."),
    gettext_noop("Lower end of the 95 % interval of win_rate."),
    gettext_noop("Upper end of the 95 % interval of win_rate."),
    gettext_noop("Won share by value (accounts redrawn)."),
    gettext_noop("Lower end of the 95 % interval of value_rate."),
    gettext_noop("Upper end of the 95 % interval of value_rate."),
    gettext_noop("How long did it take from opening to the decision?"),
    gettext_noop("Days from the opening of a spell to its closing, for spells that closed in the period."),
    gettext_noop("Open opportunities, and openings that are not known."),
    gettext_noop("Acme took 10 days and was won, Bolt 30 days and was lost: won 10, lost 30, all 20."),
    gettext_noop(
        "Short cycles come first: among recent opportunities only the quick ones have closed. For a fair picture of a cohort see `velocity_cohort`."
    ),
    gettext_noop("Durations to a tenth of a day; quantiles by linear interpolation; binomial ranks bound the median."),
    gettext_noop("n"),
    gettext_noop("won, lost or all."),
    gettext_noop("Observations behind the row."),
    gettext_noop("Mean."),
    gettext_noop("A tenth took at most this long."),
    gettext_noop("A quarter took at most this long."),
    gettext_noop("Half took at most this long (interval by order statistics)."),
    gettext_noop("Lower end of the 95 % interval of median."),
    gettext_noop("Upper end of the 95 % interval of median."),
    gettext_noop("Three quarters took at most this long."),
    gettext_noop("Nine tenths took at most this long."),
    gettext_noop("How much money a day did the pipeline turn into, and through which of the four levers?"),
    gettext_noop(
        "open_mean x won_mean x win_rate / stay_days = won value / days, identically. open_mean: opportunity-days spent open and qualified / days. stay_days: opportunity-days / exits (Little's law over all exits)."
    ),
    gettext_noop(
        "Time before qualification, and what was lost before it. Opportunities of which only dates are known count as qualified from their opening."
    ),
    gettext_noop(
        "In 10 days Acme was open for 10 and won at 300.00 at their end, Bolt for 5 and lost: open_mean 1.5, won_mean 300, win_rate 0.5, stay_days 7.5; 1.5 x 300 x 0.5 / 7.5 = 30.00 a day."
    ),
    gettext_noop(
        "stay_days is how long a place in the pipeline stays taken, lost ones included; it is not the length of a won sale. A win reopened later still counts at its closing: `undone_value` is that part of the won value."
    ),
    gettext_noop(
        "Accounting identity, exact in every period; owner at the time for open days, owner at the close for exits."
    ),
    gettext_noop("exits"),
    gettext_noop("Length of the period, so far while it runs."),
    gettext_noop("Opportunity-days spent open and qualified."),
    gettext_noop("Spells that ended, won or lost."),
    gettext_noop("Of it, won but changed or reopened by the instant."),
    gettext_noop("Opportunities that were open or ended in the period."),
    gettext_noop("Of them, known only by their dates."),
    gettext_noop("Lever: opportunities open at a time, on average."),
    gettext_noop("number"),
    gettext_noop("Lever: value of a win."),
    gettext_noop("Lever: wins / exits."),
    gettext_noop("Lever: days a place in the pipeline stays taken."),
    gettext_noop("Won value a day."),
    gettext_noop("money per day"),
    gettext_noop("How did velocity and its four levers develop from period to period?"),
    gettext_noop(
        "Acme was open from day 0 to day 15 and won at 300.00. Periods of 10 days: open_mean 1.0 and no win, then open_mean 0.5, velocity 30.00 a day."
    ),
    gettext_noop(
        "Neighbouring periods share the opportunities that were open across their border. A win reopened later counts at its closing. Periods last a day at least, and at most one of them begins or ends on a day (UTC)."
    ),
    gettext_noop("Equal to velocity of each period; one pass over the stretches, however many periods."),
    gettext_noop("First instant of the period."),
    gettext_noop("First instant after it."),
    gettext_noop("What did each account contribute to the velocity of the period?"),
    gettext_noop("The sums behind `velocity`, by account."),
    gettext_noop("Made for redrawing accounts (decomposition, what-if), not for reading."),
    gettext_noop("The account."),
    gettext_noop("Length of the period."),
    gettext_noop("Spells that ended."),
    gettext_noop("What will the opportunities created in this period bring a day of creation, and how good are they?"),
    gettext_noop(
        "created a day x win rate x mean won value, where the win rate is the cumulative incidence of winning at the horizon and the mean weighs each win by the inverse probability of being still watched."
    ),
    gettext_noop("Opportunities never qualified. Wins after the horizon."),
    gettext_noop(
        "Of four created in 2 days one is won after 5 days at 100.00, one lost after 8, two are open since 10: created 2 a day, win rate 25 %, 2 x 0.25 x 100 = 50.00 a day of creation."
    ),
    gettext_noop(
        "A horizon longer than `followed_days` is not reached by anyone yet: the win rate stops there and is too low. Compare cohorts at the same horizon. Amounts are those at the close."
    ),
    gettext_noop("Aalen-Johansen (log-log interval), inverse probability of censoring weights, restricted mean."),
    gettext_noop("Lever: qualified opportunities created a day."),
    gettext_noop("Lever: won by the horizon."),
    gettext_noop("Lost by the horizon."),
    gettext_noop("Lever: mean won value."),
    gettext_noop("Mean time to the win among those won by the horizon."),
    gettext_noop("Expected money a day of creation."),
    gettext_noop("The longest anyone was watched."),
    gettext_noop("What would other tools show as velocity?"),
    gettext_noop("open opportunities now x mean won value x (won / closed) / mean cycle of won opportunities."),
    gettext_noop("As other tools compute it: lost opportunities are left out of the cycle."),
    gettext_noop("10 open, mean win 300.00, half won, won cycle 50 days: 10 x 300 x 0.5 / 50 = 30.00 a day."),
    gettext_noop(
        "Not an amount of money that comes in: it divides all open opportunities by the cycle of won ones only, which in simulation is about 29 % too low in a steady state. `realised` is what came in."
    ),
    gettext_noop("As other tools compute it; biased, shown for comparison only."),
    gettext_noop("Open and qualified at the end of the period, or at the instant."),
    gettext_noop("Closed in the period."),
    gettext_noop("Mean won value."),
    gettext_noop("Won / closed."),
    gettext_noop("Mean cycle of the won."),
    gettext_noop("The textbook's number."),
    gettext_noop("Won value a day, for comparison."),
    gettext_noop("Is the open pipeline enough for what is still missing from the target?"),
    gettext_noop(
        "needed = (target - won so far) / own win rate by value; coverage = open value due in the period / remaining target."
    ),
    gettext_noop("Targets of teams without targets of their people; open opportunities due outside the period."),
    gettext_noop(
        "Target 1,000, won 400, win rate by value 25 %: 600 / 0.25 = 2,400 needed. With 1,800 open: coverage 3."
    ),
    gettext_noop(
        "There is no right coverage for everybody: with a win rate of 25 % one needs 4, with 50 % 2. Opportunities still to be created and won in the period are not in it."
    ),
    gettext_noop("Win rate by value with accounts redrawn; the interval of the need is that of the rate, turned over."),
    gettext_noop("Targets of people for spans inside the period; NULL when there is none."),
    gettext_noop("Their amounts at the close."),
    gettext_noop("Target minus won, at least 0."),
    gettext_noop("Open amounts due in the period."),
    gettext_noop("Closings behind the win rate."),
    gettext_noop("Own win rate by value."),
    gettext_noop("Open pipeline needed for the remaining target."),
    gettext_noop("Lower end of the 95 % interval of needed."),
    gettext_noop("Upper end of the 95 % interval of needed."),
    gettext_noop("Open value / remaining target."),
    gettext_noop("Does a date that has been pushed before hold?"),
    gettext_noop(
        "Of opportunities open and due in the period at its start, by earlier pushes of the date: share won, lost, and still open at its end (slipped)."
    ),
    gettext_noop("Opportunities created later, or not due in the period at its start."),
    gettext_noop(
        "On 1 April Acme and Bolt are due in the quarter, both never pushed; Acme is won, Bolt still open on 1 July: 0 pushes: due 2, won 50 %, slipped 50 %."
    ),
    gettext_noop(
        "Without fixing the start, pushed opportunities seem to win more: only those that survive get pushed. Fewer wins after three pushes does not say that pushing causes the loss."
    ),
    gettext_noop("Landmark at the start of the period; Wilson score intervals."),
    gettext_noop("due"),
    gettext_noop("Earlier pushes; 3 stands for three or more."),
    gettext_noop("Open and due at the start."),
    gettext_noop("Won by the end."),
    gettext_noop("Lost by the end."),
    gettext_noop("Still open at the end."),
    gettext_noop("Amounts at the start."),
    gettext_noop("Share won."),
    gettext_noop("Share lost."),
    gettext_noop("Share slipped."),
    gettext_noop("Lower end of the 95 % interval of slipped_share."),
    gettext_noop("Upper end of the 95 % interval of slipped_share."),
    gettext_noop("How much of what was due at the start of the period slipped out of it?"),
    gettext_noop("Amounts at the start of those still open at the end / amounts of all open and due at the start."),
    gettext_noop("Due on 1 April: Acme 300.00, won; Bolt 100.00, still open on 1 July. Slipped 100 of 400 = 25 %."),
    gettext_noop("What was lost did not slip. While the period runs, everything still open counts as slipped so far."),
    gettext_noop("Landmark at the start; linearised ratio interval clustered by account."),
    gettext_noop("Won of them, at the amount of the end."),
    gettext_noop("Lost of them, at the amount of the start."),
    gettext_noop("Still open, at the amount of the start."),
    gettext_noop("Slipped value / due value."),
    gettext_noop("Which open opportunities have a close date that has passed or was pushed again and again?"),
    gettext_noop("Open at the instant, and close date before today or pushed at least `least_pushes` times."),
    gettext_noop("Opportunities without a close date that were never pushed."),
    gettext_noop("Acme was due on 1 March, moved to 1 April, then to 1 May: 2 pushes, 61 days."),
    gettext_noop("A passed date is often only a record nobody kept up to date. Ask before judging."),
    gettext_noop("List."),
    gettext_noop("Its owner at the instant."),
    gettext_noop("Its stage at the instant."),
    gettext_noop("Its amount at the instant."),
    gettext_noop("Its expected close date."),
    gettext_noop("date"),
    gettext_noop("Days since that date, 0 when it lies ahead."),
    gettext_noop("How often the date was moved later."),
    gettext_noop("By how many days together."),
    gettext_noop("How much recorded activity does an open opportunity get?"),
    gettext_noop("Activities on the opportunity in the last `days` days, over opportunities open at the instant."),
    gettext_noop("Activities not linked to an opportunity, and those planned for later."),
    gettext_noop("Acme has 3 calls in the last 30 days, Bolt none: mean 1.5, without activity 1."),
    gettext_noop(
        "Few activities can mean little work, or work that nobody records. More activity on won opportunities is mostly because they lived longer."
    ),
    gettext_noop("Count."),
    gettext_noop("Open at the instant."),
    gettext_noop("Recent activities on them, by anyone."),
    gettext_noop("Of them calls."),
    gettext_noop("Of them meetings."),
    gettext_noop("Of them mails."),
    gettext_noop("Open opportunities without a recent one."),
    gettext_noop("Recent activities per opportunity."),
    gettext_noop("Half have at most this many."),
    gettext_noop("Share of the open opportunities with any recorded activity: how far silence can be believed."),
    gettext_noop("Which open opportunities are quiet for longer than they normally are?"),
    gettext_noop(
        "Whole days since the last activity >= `least_days` and >= `times` x own pace. Own pace: mean gap between days with activity, from three such days on; otherwise the median pace of the segment."
    ),
    gettext_noop("Opportunities younger than `least_days`."),
    gettext_noop(
        "Acme had touches on days 1, 6 and 11, so its pace is 5 days. On day 30 it is silent for 19 days, 3.8 times its pace: listed."
    ),
    gettext_noop(
        "Silence in the record is not silence of the customer. With a low `completeness` most of the list is about recording."
    ),
    gettext_noop("Rule against the own pace; no probability."),
    gettext_noop("Its last activity; NULL when none is recorded."),
    gettext_noop("All recorded activities."),
    gettext_noop("Whole days since the last activity, or since its opening."),
    gettext_noop("Normal gap between days with activity; NULL when unknown."),
    gettext_noop("Whether that is its own pace, not the segment's."),
    gettext_noop("flag"),
    gettext_noop("Silent days / normal gap."),
    gettext_noop("Does doing more go with doing better?"),
    gettext_noop(
        "Per person, team or other group: activities and opportunities created, beside win rate, value of a win and cycle."
    ),
    gettext_noop(
        "Activities of people outside the slice; where the slice or the groups are facts of opportunities (region, kind, ...), also activities about no opportunity."
    ),
    gettext_noop(
        "Ana: 40 activities, 2 of 4 won. Cleo: 80 activities, 2 of 8 won: twice the volume, half the win rate."
    ),
    gettext_noop(
        "Not a ranking: opportunities differ between people, and intervals of single people are wide. It shows whether more goes with better, not that it causes it."
    ),
    gettext_noop("Counts; Wilson; order statistics."),
    gettext_noop("Activities recorded by the people of the slice in the period."),
    gettext_noop("Opportunities that began in the period, by their first owner."),
    gettext_noop("Closed in the period, by owner at the close."),
    gettext_noop("Won / closed (Wilson interval)."),
    gettext_noop("Value of a win."),
    gettext_noop("Median days to the win (interval by order statistics)."),
    gettext_noop("Lower end of the 95 % interval of won_cycle."),
    gettext_noop("Upper end of the 95 % interval of won_cycle."),
    gettext_noop(
        "Of what stood in a stage at this point of earlier periods and was due, how much was won by their end?"
    ),
    gettext_noop("won by the end of the period / open in the stage and due by then at the instant looked at."),
    gettext_noop("Opportunities without a close date or due later; those created after the instant looked at."),
    gettext_noop(
        "On 15 January and 15 April four opportunities due stood in Proposal; one was won by quarter's end: 25 %."
    ),
    gettext_noop("It is a rate for the rest of a period, not of ever winning."),
    gettext_noop("Open and due at a landmark in each earlier period; Wilson score interval."),
    gettext_noop("Of them won by the end of their period."),
    gettext_noop("Won share (Wilson interval)."),
    gettext_noop("Lower end of the 95 % interval of rate."),
    gettext_noop("Upper end of the 95 % interval of rate."),
    gettext_noop("What is won, what do people promise, and what did such stages and periods bring before?"),
    gettext_noop(
        "won so far; open and due by forecast category; sum of amount x stage rate; bookings of earlier periods."
    ),
    gettext_noop("Opportunities due outside the period and those still to be created."),
    gettext_noop("Won 400, commit 300, best case 500; Proposal 800 at a stage rate of 25 % weighs 200."),
    gettext_noop(
        "Not a forecast. stage_weighted counts only what is open and due now, so it misses what will be created or pulled in, and it treats small and large opportunities alike."
    ),
    gettext_noop(
        "Sums; stage rates of the whole company at the same point of earlier periods, drawn towards the rate of all stages with the weight of `rate_weight` observations."
    ),
    gettext_noop("open_count"),
    gettext_noop("Opportunities won in the period and still won at the instant."),
    gettext_noop("Open and due in the period."),
    gettext_noop("Their amounts."),
    gettext_noop("Of it in the category commit."),
    gettext_noop("Of it in the category best case."),
    gettext_noop("Amounts times own stage rates; NULL without earlier periods."),
    gettext_noop("Observations behind the stage rates."),
    gettext_noop("Earlier periods given."),
    gettext_noop("Mean bookings of them."),
    gettext_noop("The least of them."),
    gettext_noop("The most of them."),
    gettext_noop("How much was won in each period?"),
    gettext_noop("Amounts at the close of opportunities won in the period and still won at the instant."),
    gettext_noop("Wins reopened or changed to lost by the instant."),
    gettext_noop(
        "Acme won on 3 February at 100.00, Bolt on 5 February at 50.00, reopened on 9 April. First quarter as of 31 March: 150.00; as of 30 April: 100.00."
    ),
    gettext_noop("Seen from a later instant a past period can have changed: a win may have been reopened since."),
    gettext_noop("Sum."),
    gettext_noop("First instant."),
    gettext_noop("What did each week bring, measure by measure?"),
    gettext_noop(
        "Each fact adds one to `n` of the week in which it became known, counted from `start`. Of shares and means it adds one to `exposure`; `total` is how many had the property, the sum of money, or the sum of logarithms."
    ),
    gettext_noop(
        "Changes of exchange rates, planned activities, tasks and notes. Weeks and measures without a fact have no row."
    ),
    gettext_noop(
        "In week 0 Acme was won at 300.00 and Bolt lost: `win_rate` has exposure 2 and total 1, `won` total 1, `lost` total 1, `bookings` total 300, `win_value` exposure 1 and total ln 300 = 5.70."
    ),
    gettext_noop(
        "A week is counted as it was known at its end: a win that was undone later stays. Totals of lengths and amounts are logarithms, so that one large deal does not move a mean."
    ),
    gettext_noop("Counts and sums; no estimate."),
    gettext_noop("Which series, see `insight/watch/registry.py`."),
    gettext_noop("Weeks since `start`, 0 for the first."),
    gettext_noop("Units of a share or mean; 0 of counts and sums of money."),
    gettext_noop("How many, how much, or the sum of logarithms."),
    gettext_noop("What became of the work of each seller, by the kind of work?"),
    gettext_noop(
        "For each measure and stratum (segment and kind of the opportunity): cases, their sum, the sum of their squares. Shares add 0 or 1; values and lengths are logarithms."
    ),
    gettext_noop("What is still open; moves back to an earlier stage."),
    gettext_noop("Ana won one of two SMB opportunities: win_rate in SMB has n 2, total 1, squares 1."),
    gettext_noop(
        "Raw shares of sellers are not comparable: the comparison in `insight/service` standardises for the strata and draws few cases towards the team."
    ),
    gettext_noop("win_rate, win_value, won_cycle, push_share, stage_pass_<position>."),
    gettext_noop("Segment and kind of the opportunity."),
    gettext_noop("Sum of the cases."),
    gettext_noop("Sum of their squares."),
    gettext_noop("What does an hour of a channel add to what is expected to be won?"),
    gettext_noop(
        "Each open opportunity at the beginning of each week in which it was touched through the channel: (gain - drift) x amount, over hours. gain: the rate of its stage three weeks later (1 won, 0 lost) minus that of its stage now. drift: the mean gain of untouched opportunities in the same stage. A week of several channels is shared out by their minutes."
    ),
    gettext_noop(
        "Each open opportunity at the beginning of each week in which it was touched through the channel: (gain - drift) x amount, over hours. gain: the rate of its stage three weeks later (1 won, 0 lost) minus that of its stage now. drift: the mean gain of untouched opportunities in the same stage."
    ),
    gettext_noop(
        "Weeks whose three weeks are not over; opportunities whose stage was never seen to end. Minutes that are not known count 60 for a meeting, 15 for a call, 6 for a mail."
    ),
    gettext_noop(
        "Acme (1,000.00) was called for an hour and moved from a stage that wins 20 % to one that wins 40 %; untouched ones of its stage gained 5 points: (0.20 - 0.05) x 1,000 / 1 hour = 150 an hour, naively 200."
    ),
    gettext_noop(
        "Not an effect: sellers touch what moves anyway, and untouched ones of the same stage correct for that only in part. The naive figure beside it shows how much the correction takes away. Volume is a denominator here."
    ),
    gettext_noop("Landmarks by week; normal interval over landmarks."),
    gettext_noop("call, meeting or email."),
    gettext_noop("Weeks of opportunities that were touched through the channel."),
    gettext_noop("Touches that did not come from the customer."),
    gettext_noop("Of the weeks: with a reply of the customer or a talk of more than two minutes."),
    gettext_noop("Of the weeks: whose opportunity stood better three weeks later."),
    gettext_noop("Hours of these touches."),
    gettext_noop("Gain beyond the drift, times amount."),
    gettext_noop("Money added by an hour."),
    gettext_noop("Lower end of its 95 % interval."),
    gettext_noop("Upper end of its 95 % interval."),
    gettext_noop("The same without the correction by untouched ones."),
    gettext_noop("How much of the open pipeline is about to go quiet?"),
    gettext_noop(
        "Sum of amount × chance / sum of amounts × 100. The chance: no event of the buyer in the next six weeks, and not won by then. It rests on the chance to have gone dark by the buyer's own pace (events since the opening in full weeks, Gamma rates and a hazard to go dark per segment and stage, drawn towards those of all), on full weeks of silence, on what the seller did without an answer, on age, stage and segment, and is calibrated on what happened here."
    ),
    gettext_noop(
        "Opportunities of which only dates are known. The week that still runs is not silence. Amounts that are not known are counted, not summed."
    ),
    gettext_noop("Acme, 300.00, chance 10 %; Bolt, 100.00, chance 90 %: (30 + 90) / 400 = 30."),
    gettext_noop(
        "Silence in the record may be silence of the recording: see what share of the open ones has any activity. A high chance is no verdict on the seller; some of these come back."
    ),
    gettext_noop(
        "Money-weighted mean; linearised ratio interval over accounts: which deals there are, not what the model misses."
    ),
    gettext_noop("The instant looked at, a whole number of weeks before the last."),
    gettext_noop("Opportunities with a chance."),
    gettext_noop("Of them without a known amount: counted, not in the sums."),
    gettext_noop("Their accounts."),
    gettext_noop("Their amounts then."),
    gettext_noop("Amount × chance, summed: the money at stake."),
    gettext_noop("100 × money at stake / amounts."),
    gettext_noop("Lower end of the 95 % interval of index."),
    gettext_noop("Upper end of the 95 % interval of index."),
    gettext_noop("Which open opportunities are going quiet, and where is it worth acting?"),
    gettext_noop(
        "By amount × chance to go quiet × chance to come back, those above the line of warning first. The line is set apart for slow, usual and fast buyers, so that one in ten of the well ones is warned of in each."
    ),
    gettext_noop("As `vanishing`."),
    gettext_noop("Acme 300.00 × 40 % × 50 % = 60 stands before Bolt 100.00 × 90 % × 20 % = 18."),
    gettext_noop("One in ten of the well ones is on the list by design."),
    gettext_noop("Its owner now."),
    gettext_noop("Its stage now."),
    gettext_noop("Its amount when the chances were worked out."),
    gettext_noop("Chance that the buyer says nothing for six weeks and it is not won."),
    gettext_noop("Share of such cases in which the buyer came back within twelve weeks."),
    gettext_noop("Full weeks since the buyer's last event."),
    gettext_noop("Usual gap between two events of this buyer."),
    gettext_noop("What the seller did since, without an answer."),
    gettext_noop("Whether it is above the line."),
    gettext_noop("What it is ordered by."),
    gettext_noop("How many are above the line in all."),
    gettext_noop("How many were looked at."),
    gettext_noop("The amounts above the line together."),
    gettext_noop("What becomes of leads, and how many get lost between marketing and sales?"),
    gettext_noop(
        "Accepted, rejected and recycled as competing risks from the arrival (Aalen–Johansen), by source. Leaked: the chance that nobody decided within the agreed days. Speed: from the assignment (the arrival where it is not known) to the first touch, Kaplan–Meier in working hours; a lead not touched yet still waits."
    ),
    gettext_noop("Leads that are archived."),
    gettext_noop(
        "Of four leads one is accepted after 2 days, one rejected after 5, one waits since 20 days, one since 3. After 14 days: accepted 1/4; then 3 of 3 wait, the last to come is cut after 3 days; rejected 3/4 × 1/2 = 3/8; leaked 3/8."
    ),
    gettext_noop(
        "Rates of a period (accepted in June / arrived in June) mix two groups of leads; these do not. Fast sellers may have the better sources: speed beside success does not prove that speed helps."
    ),
    gettext_noop("Aalen–Johansen and Kaplan–Meier with log-log intervals."),
    gettext_noop("The lead."),
    gettext_noop("Where it came from."),
    gettext_noop("Who owns it."),
    gettext_noop("When it arrived, in seconds since 1970."),
    gettext_noop("When it was assigned."),
    gettext_noop("When somebody reached out first."),
    gettext_noop("When it was decided."),
    gettext_noop("accepted, rejected or recycled."),
    gettext_noop("Won amount of the opportunity it became."),
    gettext_noop("How much of what is due by the end of the period will slip out of it?"),
    gettext_noop(
        "Sum of amount × chance / sum of amounts × 100 over what is open and due in the period at the instant. The chance: still open at its end, by a multinomial model (won, lost, slipped) of weeks left, days to the date, earlier pushes and how recent they are, stage, age, silence, how the seller's first dates lean, category and amount."
    ),
    gettext_noop("What is not due in the period; opportunities of which only dates are known."),
    gettext_noop("Due by 31 December: Acme 300.00, chance 20 %; Bolt 100.00, chance 60 %: (60 + 60) / 400 = 30."),
    gettext_noop(
        "Without fixing that it is open and due, pushed opportunities seem to win more: only survivors get pushed. What will be lost did not slip."
    ),
    gettext_noop("Which opportunities due in the period are likely to slip?"),
    gettext_noop("Open and due now, by amount × chance to be still open at the end of the period."),
    gettext_noop("As `tomorrow`."),
    gettext_noop("Acme 300.00 × 20 % = 60 and Bolt 100.00 × 60 % = 60 weigh the same."),
    gettext_noop("A likely slip is a reason to ask what has to happen, not a reason to move the date."),
    gettext_noop("Chance to be still open at the end of the period."),
    gettext_noop("Its close date."),
    gettext_noop("How often it was moved later."),
    gettext_noop("How many are due."),
    gettext_noop("How much of the open pipeline stands on records that are too thin or contradict themselves?"),
    gettext_noop(
        "Amounts of open opportunities with a thin record / amounts of all × 100. Thin: less than half of the value of a full record is filled, or the record contradicts itself (close date passed or two years ahead, late stage without amount, commit without any sign of the buyer in four weeks). The value of a field is the log loss that is added when it is hidden from a model of the outcome, cross-fitted on closed opportunities; half of the weight goes by that, half is the same for each field."
    ),
    gettext_noop("Opportunities of which only dates are known. Fields of your own are not judged yet."),
    gettext_noop("Acme 300.00 has all that counts; the date of Bolt, 100.00, has passed: 100 / 400 = 25."),
    gettext_noop("A full record is not a true one. A field without value here may be needed for the work."),
    gettext_noop("Which records are too thin to work with, and where does the knowledge sit in one head?"),
    gettext_noop(
        "Thin records first, by amount. One head: at least five touches with the buyer in 180 days, and one person holds four of five or more."
    ),
    gettext_noop("As `thin_records`; accounts with fewer touches are not judged."),
    gettext_noop("Acme lacks the product, worth 10 % of a full record: complete to 90 %, not thin."),
    gettext_noop("One head is a risk when that person leaves, not a fault."),
    gettext_noop("Share of the value of a full record that is filled."),
    gettext_noop("Fields that are missing, the most valuable first."),
    gettext_noop("What contradicts itself."),
    gettext_noop("Whether it is thin."),
    gettext_noop("Whether the knowledge of its account is in one head."),
    gettext_noop("Who holds most."),
    gettext_noop("That person's share of the touches."),
    gettext_noop("Touches with the account in 180 days."),
    gettext_noop("How many are thin in all."),
    gettext_noop("How many hang on one head in all."),
    gettext_noop("Amounts of the thin ones together."),
    gettext_noop("Amounts of those on one head together."),
    gettext_noop("Mean completeness."),
    gettext_noop("Whose opportunities carry the most money at stake?"),
    gettext_noop("Sum of amount × chance by owner, at the last instant."),
    gettext_noop("As the trend asked for."),
    gettext_noop("Ana holds Acme, 300.00 at 10 %, and Bolt, 100.00 at 90 %: 120.00 of 400.00."),
    gettext_noop("Whoever holds the most money holds the most money at stake: see the share beside it."),
    gettext_noop("Sums."),
    gettext_noop("The owner now."),
    gettext_noop("The money at stake."),
    gettext_noop("Three contacts engaged"),
    gettext_noop("The third contact takes part in an activity for the first time."),
    gettext_noop("Open deals with at most two contacts on which something was done in these two weeks."),
    gettext_noop(
        "Stage and time in it, age, amount, close date and pushes, forecast category, segment, kind, source, activity so far, and what the seller had won before."
    ),
    gettext_noop("The stage reached afterwards, later activity."),
    gettext_noop("How much the buyer wanted it: whoever wants it brings colleagues along."),
    gettext_noop("A leader at the table"),
    gettext_noop(
        "Somebody who decides (chief, president, director, head) takes part in an activity for the first time."
    ),
    gettext_noop("Open deals without one on which something was done in these two weeks."),
    gettext_noop("Whether leaders come because the deal is already won in their heads."),
    gettext_noop("A meeting in the first weeks"),
    gettext_noop("The first meeting takes place."),
    gettext_noop(
        "Open deals in their first month without a meeting so far on which something else was done in these two weeks."
    ),
    gettext_noop("Whether the buyer had decided to buy before the meeting was asked for."),
    gettext_noop("A first answer within a day"),
    gettext_noop("The first call, mail or meeting from our side within a day of the opening."),
    gettext_noop("All deals from their first day on."),
    gettext_noop("Amount, segment, kind, source, close date, and what the seller had won before."),
    gettext_noop("Everything that happens afterwards."),
    gettext_noop("Whether promising ones are answered first. Opened on the day of the call, a deal answers itself."),
    gettext_noop("A next step written down"),
    gettext_noop("The field for the next step is filled for the first time."),
    gettext_noop("Whether the step existed before it was written down."),
    gettext_noop("An amount lowered late"),
    gettext_noop("The amount falls by a twentieth or more for the first time."),
    gettext_noop("Open deals of four weeks or more on which something was done in these two weeks."),
    gettext_noop("The stage reached afterwards."),
    gettext_noop(
        "Whether a discount was given because the deal was nearly lost, or nearly won; a smaller scope is no discount."
    ),
    gettext_noop("A close date moved out"),
    gettext_noop("The close date is moved to a later day for the first time."),
    gettext_noop("Open deals of four weeks or more that were due and on which something was done in these two weeks."),
    gettext_noop("Whether the date was ever meant. A push tells of trouble more than it makes it."),
    gettext_noop("Material opened by the buyer"),
    gettext_noop("The buyer opens shared material for the first time."),
    gettext_noop("Open deals."),
    gettext_noop("Later activity."),
    gettext_noop("Good sellers use material more; buyers who are interested open it."),
    gettext_noop("A training completed"),
    gettext_noop("The seller completes the module."),
    gettext_noop("Open deals of sellers before and after."),
    gettext_noop("Activity after the training."),
    gettext_noop("Who is sent to a training, and why."),
    gettext_noop("account"),
    gettext_noop("archived"),
    gettext_noop("created"),
    gettext_noop("edited"),
    gettext_noop("merge undone"),
    gettext_noop("merged"),
    gettext_noop("restored"),
    gettext_noop("accounts"),
    gettext_noop("exported"),
    gettext_noop("activities"),
    gettext_noop("activity"),
    gettext_noop("logged"),
    gettext_noop("advice"),
    gettext_noop("taken back"),
    gettext_noop("agreement"),
    gettext_noop("started"),
    gettext_noop("audit"),
    gettext_noop("batch"),
    gettext_noop("applied"),
    gettext_noop("undone"),
    gettext_noop("coaching"),
    gettext_noop("agreed"),
    gettext_noop("contact"),
    gettext_noop("added"),
    gettext_noop("contact role"),
    gettext_noop("contacts"),
    gettext_noop("definition"),
    gettext_noop("changed"),
    gettext_noop("duplicate"),
    gettext_noop("dismissed"),
    gettext_noop("proposed again"),
    gettext_noop("forecast"),
    gettext_noop("adjusted"),
    gettext_noop("submitted"),
    gettext_noop("forecast record"),
    gettext_noop("shared"),
    gettext_noop("import"),
    gettext_noop("finished"),
    gettext_noop("lead"),
    gettext_noop("labelled"),
    gettext_noop("leaning"),
    gettext_noop("seen"),
    gettext_noop("levers"),
    gettext_noop("asked"),
    gettext_noop("metric"),
    gettext_noop("owner set"),
    gettext_noop("opportunity"),
    gettext_noop("edit undone"),
    gettext_noop("organisation"),
    gettext_noop("own field"),
    gettext_noop("moved"),
    gettext_noop("period"),
    gettext_noop("reopened"),
    gettext_noop("person"),
    gettext_noop("preferences"),
    gettext_noop("sign in given"),
    gettext_noop("pilot"),
    gettext_noop("drafted"),
    gettext_noop("ended"),
    gettext_noop("redrawn"),
    gettext_noop("withdrawn"),
    gettext_noop("process"),
    gettext_noop("renamed"),
    gettext_noop("rate"),
    gettext_noop("removed"),
    gettext_noop("set"),
    gettext_noop("rates"),
    gettext_noop("rebased"),
    gettext_noop("review"),
    gettext_noop("sample"),
    gettext_noop("setback"),
    gettext_noop("raised"),
    gettext_noop("stage"),
    gettext_noop("remapped"),
    gettext_noop("set apart"),
    gettext_noop("stages"),
    gettext_noop("ordered"),
    gettext_noop("target event"),
    gettext_noop("told"),
    gettext_noop("target plan"),
    gettext_noop("adopted"),
    gettext_noop("team"),
    gettext_noop("territory"),
    gettext_noop("person added"),
    gettext_noop("person removed"),
    gettext_noop("view"),
    gettext_noop("deleted"),
    gettext_noop("pinned"),
    gettext_noop("saved"),
)
