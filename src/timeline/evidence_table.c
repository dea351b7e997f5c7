/*
 * The words and weights by which a line of an incident is judged. Written from how responders talk and how post-mortem
 * timelines are written, not from one incident; add a word only when it is usual across teams.
 *
 * Points: 30 alone makes a line worth keeping, 10 is a hint. Several topics in one line add up with falling weight
 * (score.c). Rows without patterns are given by code, for what is not in the words.
 */
#include "evidence.h"

// clang-format off
const struct evidence evidence_table[] = {
    /* ---- given by code, for what is not in the words; evidence.h numbers them ---- */
    [GIVEN_ALERT_FIRED] = {"alert fired", TOPIC_SYMPTOM, 48, 0, ""},
    [GIVEN_ALERT_RESOLVED] = {"alert resolved", TOPIC_RECOVERY, 30, 0, ""},
    [GIVEN_SOMEBODY_WAS_PAGED] = {"somebody was paged", TOPIC_ESCALATION, 44, 0, ""},
    [GIVEN_ACKNOWLEDGED] = {"acknowledged", TOPIC_ESCALATION, 40, 0, ""},
    [GIVEN_PUBLIC_NOTICE] = {"public notice", TOPIC_NOTICE, 54, 0, ""},
    [GIVEN_PUBLIC_NOTICE_RESOLVED] = {"public notice: resolved", TOPIC_RESOLUTION, 60, 0, ""},
    [GIVEN_WRITTEN_DOWN_BY_A_PERSON] = {"written down by a person", TOPIC_NONE, 44, 0, ""},
    [GIVEN_DEPLOYMENT] = {"deployment", TOPIC_ACTION, 34, 0, ""},
    [GIVEN_DEPLOYMENT_FAILED] = {"deployment failed", TOPIC_SYMPTOM, 46, 0, ""},
    [GIVEN_MERGED] = {"merged", TOPIC_ACTION, 20, 0, ""},
    [GIVEN_CHANGE] = {"change", TOPIC_ACTION, 10, 0, ""},
    [GIVEN_TICKET] = {"ticket", TOPIC_NONE, 18, 0, ""},
    [GIVEN_LOG_LINE] = {"log line", TOPIC_SYMPTOM, 4, 0, ""},
    [GIVEN_MESSAGE] = {"message", TOPIC_NONE, 4, 0, ""},
    [GIVEN_SEVERITY] = {"severity", TOPIC_SYMPTOM, 8, 0, ""},
    [GIVEN_PINNED] = {"pinned", TOPIC_NONE, 26, 0, ""},
    [GIVEN_REACTIONS] = {"reactions", TOPIC_NONE, 2, 0, ""},
    [GIVEN_ADDRESSES_EVERYBODY] = {"addresses everybody", TOPIC_NONE, 8, 0, ""},
    [GIVEN_QUOTED_OUTPUT] = {"quoted output", TOPIC_OBSERVATION, 10, 0, ""},
    [GIVEN_LINKS] = {"links", TOPIC_NONE, 8, 0, ""},
    [GIVEN_A_PICTURE_OR_FILE] = {"a picture or file", TOPIC_OBSERVATION, 4, 0, ""},
    [GIVEN_TAKEN_UP_LATER] = {"taken up later", TOPIC_NONE, 3, 0, ""},
    [GIVEN_SPEAKS_OF_WHAT_IS_BROKEN] = {"speaks of what is broken", TOPIC_NONE, 4, 0, ""},
    [GIVEN_CHANGE_JUST_BEFORE_THE_START] = {"change just before the start", TOPIC_ACTION, 16, 0, ""},
    [GIVEN_FIRST_SIGN] = {"first sign", TOPIC_NONE, 18, 0, ""},
    [GIVEN_LITTLE_ELSE_WAS_SAID] = {"little else was said", TOPIC_NONE, 6, 0, ""},
    [GIVEN_BEFORE_ANYTHING_WAS_DONE] = {"before anything was done", TOPIC_NONE, 6, 0, ""},
    [GIVEN_FIRST_WORD_IN_A_WHILE] = {"first word in a while", TOPIC_NONE, 6, 0, ""},
    [GIVEN_LAST_WORD_ON_RECOVERY] = {"last word on recovery", TOPIC_NONE, 12, 0, ""},
    [GIVEN_LEADS_THE_RESPONSE] = {"leads the response", TOPIC_NONE, 4, 0, ""},
    [GIVEN_HAPPENED_OFTEN] = {"happened often", TOPIC_NONE, 3, 0, ""},
    [GIVEN_A_FEW_WORDS] = {"a few words", TOPIC_CHATTER, -8, 0, ""},
    [GIVEN_ONLY_A_QUESTION] = {"only a question", TOPIC_CHATTER, -4, 0, ""},
    [GIVEN_JOINS_AND_RENAMES] = {"joins and renames", TOPIC_CHATTER, -40, 0, ""},
    [GIVEN_A_PROGRAM_SPEAKS] = {"a program speaks", TOPIC_CHATTER, -4, 0, ""},
    [GIVEN_OUTSIDE_THE_INCIDENT] = {"outside the incident", TOPIC_NONE, -30, 0, ""},
    [GIVEN_TIME_IS_NOT_KNOWN] = {"time is not known", TOPIC_NONE, -50, 0, ""},
    [GIVEN_SAME_MOMENT_AS_A_STRONGER_LINE] = {"same moment as a stronger line", TOPIC_NONE, -8, 0, ""},
    [GIVEN_QUANTITY] = {"quantity", TOPIC_NONE, 6, 0, ""},
    [GIVEN_NAMES_A_THING] = {"names a thing", TOPIC_NONE, 6, 0, ""},

    /* ---- what was wrong ---- */
    {"symptom", TOPIC_SYMPTOM, 24, EVIDENCE_NOT_NEGATED | EVIDENCE_TALK,
     "down|is down|went down|fail|not being|outage*|unavailab*|unreachable|not reachable|offline|failing|fails|failed|failure*|"
     "error*|exception*|timeout*|timing out|times out|timed out|time out|5xx|500s|502*|503*|504*|4xx|500 error*|"
     "crash*|crashloop*|panic*|segfault*|core dump*|not work*|isn't work*|aren't work*|doesn't work|don't work|"
     "stopped work*|stops|no longer|without success|unsuccessful*|zero|fell to|drops to|dropped to 0|not respond*|aren't respond*|isn't respond*|unresponsive|non responsive|not load*|won't load|doesn't load|"
     "can't connect|cannot connect|can't reach|cannot reach|can't access|cannot access|can't log in|cannot log in|can't login|"
     "issues accessing|trouble accessing|problems accessing|having issues|having trouble|having problems|seeing issues|seeing problems|"
     "slow|slowness|sluggish|latency|lagging|lag|stuck|hang|hangs|hanging|hung|frozen|stall*|degraded|degradation|"
     "broken|borked|busted|flaky|blank page|packet loss|connection refused|connection reset|connections refused|refused connection*|"
     "deadlock*|backlogged|queue ~ backlog|backing up|piling up|queue ~ growing|not starting|won't start|can't start|fail* to start|not scheduled|"
     "unschedulable|pending pods|evicted|eviction*|not ready|unhealthy|missing|throttl*|rate limit*|corrupt*|misbehav*|"
     "getting error*|seeing error*|returns error*|no response|nothing works|not syncing|out of sync|"
     "! start|! starting|! come up|! coming up|! connect|! connecting|! register*|! reach|! reached|! reachable|! arriv*|! appear*|"
     "! sync|! respond|! render*|! pick* up|! go* through|! get* through|! responding|refuses to|refusing to|does nothing|do nothing|nothing happens|start failed|"
     "gives ~ 500|gives ~ 5xx|get ~ 500|get ~ 404|getting ~ 500|getting ~ 404|returns ~ 500|returns ~ 404|return ~ 500|throws|throwing|with 500|with 502|with 503|with 504|"
     "forever|takes ages|taking ages|queued|queueing|is red|are red|turned red|crashed|crashing|dead|lost ~ lease|lost ~ leader*|lost ~ connection*|lost quorum|"
     "delayed|delays|delay|minutes late|hours late|too late|arrive* late|nothing since|nothing for|none since|out of order|garbled|empty page|read only transaction|"
     "! join|! go away|! answer|! answering|! exist|! possible|! load|! allocat*|! available|intermittent*|sporadic*|only sometimes|every second try|every other time|on and off|"
     "seq scan|sequential scan|table scan|waiting on ~ lock*|waits for ~ lock*|blocked by|exclusive lock|lock wait*|slow quer*|no healthy|no idle|no free|0 idle|0 free|0 healthy|0 available|none left|"
     "certificate warning*|certificate has expired|certificate ~ expired|cert ~ expired|expired|certificate error*|nxdomain|servfail|rejected|denied|disconnect*|dropping|dropped"},
    {"resource exhausted", TOPIC_SYMPTOM, 24, EVIDENCE_TALK | EVIDENCE_IN_CODE,
     "oom|oomkilled|oom killer|oom killed|out of memory|memory leak*|no space left|disk full|disk is full|out of disk|out of space|"
     "out of inodes|high cpu|high load|high memory|cpu ~ 100|100 cpu|cpu usage|memory usage|overload*|saturat*|exhaust*|too many open|"
     "too many connections|connection limit|pool exhausted|quota exceeded|over quota|at capacity|maxed out|pegged|starv*|overwhelm*|runs out of|ran out of|running out of|out of heap|heap limit"},
    {"amiss", TOPIC_OBSERVATION, 16, EVIDENCE_NOT_NEGATED | EVIDENCE_TALK,
     "wrong|incorrect*|too high|too low|mismatch*|inconsistent*|duplicated|duplicates|looks bad|looks off|looks odd|odd|off by|stale|outdated|empty response|"
     "not what|unexpected*|doesn't match|don't match|doesn't add up"},
    {"trouble in quoted output", TOPIC_OBSERVATION, 14, EVIDENCE_TALK | EVIDENCE_IN_CODE,
     "crashloopbackoff|imagepullbackoff|errimagepull|start failed|exit code|connection refused|connection reset|connection timed out|handshake timeout|"
     "deadline exceeded|no route to host|could not connect|cannot execute|permission denied|access denied|x509|traceback|segmentation fault|fatal|"
     "kernel panic|unable to|no such host|not found|check_failed|status failed|failed result|active failed|challenge failed|503 service unavailable|502 bad gateway|"
     "504 gateway timeout|500 internal server error"},
    {"impact on users", TOPIC_IMPACT, 24, EVIDENCE_TALK,
     "customer* ~ can't|customer* ~ cannot|customer* ~ unable|user* ~ can't|user* ~ cannot|users ~ unable|customers ~ report*|"
     "users ~ report*|customers ~ affected|users ~ affected|users ~ impacted|customers ~ impacted|customer* ~ complain*|user* ~ complain*|"
     "customer impact|user impact|affects ~ customers|affecting ~ customers|affecting ~ users|impacting ~ users|"
     "impacting ~ customers|everyone is affected|all users|all customers|nobody can|no one can|people can't|people cannot|"
     "tickets ~ coming in|support tickets|support ~ calls|complaints|lost orders|orders ~ lost|lost ~ orders|failed orders|failed payments|"
     "missing orders|double charge*|charged twice|charged but|were charged|was charged|revenue|unable to|"
     "customers say*|users say*|players say*|people say*|ppl say*|customer says|user says|contact cent* ~ report*|calls since|are asking|is asking|registered ~ calls|received ~ calls|"
     "tickets about|tickets from|ticket about|mails about|calls about|reports about|tickets waiting|can't order|cannot order"},
    {"loss of data", TOPIC_IMPACT, 28, EVIDENCE_NOT_NEGATED | EVIDENCE_TALK,
     "data loss|lost data|data ~ lost|we lose|we lost|are lost|were lost|got lost|overwritten|overwrote|data corruption|corrupted data|lost ~ messages|lost ~ events|lost writes|dropped ~ table|deleted ~ data|"
     "data breach|leaked|exposed"},

    /* ---- running the response ---- */
    {"declaration", TOPIC_DECLARATION, 30, EVIDENCE_NOT_NEGATED | EVIDENCE_TALK,
     "declar*|call started|meeting ~ created|meet ~ started|channel created|gathered|incident declared|opening an incident|open an incident|opened an incident|incident opened|incident is open|starting an incident|started an incident|incident started|"
     "creat* an incident|this is an incident|make ~ an incident|call ~ an incident|treat* ~ as an incident|treat* ~ incident|incident channel|war room|incident commander|i'm ic|i am ic|i'll be ic|taking ic|"
     "i'll take command|incident lead|i'll lead|i'm lead|i am lead|me lead|taking the lead|takes the lead|i'll drive|driving this|sev 0|sev 1|sev 2|sev 3|sev0|sev1|sev2|sev3|sev #|severity #|p0|p1 incident|major incident|"
     "incident bridge|bridge is open|zoom bridge|starting a call|started a call|investigat* started|investigation ~ started"},
    {"escalation", TOPIC_ESCALATION, 20, EVIDENCE_NOT_NEGATED | EVIDENCE_TALK,
     "escalat*|paged|paging|pinged oncall|pinged on call|oncall ~ pinged|on call ~ pinged|call in|called in|looping in|loop in|looped in|bring in|brought in|pull in ~ team|pulled in|on call people|on call ~ alert*|acknowledg*|forwarded to|being called|"
     "reach* out to|reached out|contacted|contacting|support case|support ticket ~ opened|opened ~ ticket ~ with|vendor ~ ticket|"
     "hand over|handing over|handed over|handover|handoff|hand off|handing off|taking over|took over|take over|joined the call|"
     "need ~ help|can someone from|anyone from|who ~ on call|who is oncall|involved|woke up|wake up"},
    {"notice", TOPIC_NOTICE, 22, EVIDENCE_TALK,
     "status page|communicat*|notifies|notify|email ~ sent|e mail ~ sent|statuspage|status ~ updated|posted ~ update|posting ~ update|public update|tweeted|tweet|customers ~ notified|"
     "users ~ notified|notif* ~ customers|notif* ~ users|inform* ~ customers|inform* ~ users|told ~ customers|told ~ support|tell ~ support|tell ~ customers|told ~ users|tell ~ users|emailed ~ customers|"
     "mailing list|announce*|announcement|maintenance mode|banner|notified ~ support|notified ~ team|notified|let support know|heads up ~ support"},
    {"looking", TOPIC_OBSERVATION, 14, EVIDENCE_NOT_NEGATED | EVIDENCE_TALK,
     "looking into|look into|investigat*|commenced|starts to ~ look|started to ~ look|taking a look|take a look|checking|digging|debugging|troubleshoot*|on it|begins looking|on my way|i'm in|having a look|have a look|will look|"
     "started looking|starts looking|logging in|i have it|i've got it|i take it|i'll take it|i'll take this|taking it|just saw"},

    /* ---- narrowing it down ---- */
    {"observation", TOPIC_OBSERVATION, 16, EVIDENCE_TALK,
     "noticed|notice|notices|check of|we checked|we've checked|noticing|found|finds|finding|discovered|find out|find ~ that|i see|we see|i'm seeing|im seeing|we're seeing|seeing|saw|observed|observ*|shows|showing|looks like|"
     "it appears|appears to|appear to|seems to|seems like|spike*|spiking|jumped|dropped to|drop in|increase in|increased|went up|climbing|growing|"
     "abnormal*|anomal*|unusual|worrisome|weird|strange|suspicious|interesting|logs show|logs say|graph*|dashboard*|metrics|"
     "hundreds of|thousands of|dozens of|lots of|a lot of|tons of|all of the|every request|only ~ region|only affects|only happens|"
     "went from|up from #|down from #|from # to|"
     "started at|started around|since the|right after|minutes after|just after|began at|start of|correlat*|reproduc*|can repro|"
     "is it me|is it just me|just me|only me|not just you|not only us|same here|same for me|mine too|for me too|here too|for you too|anybody else|somebody else|others too|others see|you too|"
     "scheduled in|scheduling in|wrong cluster|wrong ~ version|"
     "alert|alerts|alerted|alarm|alarms|pagerduty|monitor*|reported by|was reported|user reports|users report|customer reports|customers report|first report*|report from|concluded|same ~ error|same problem|same issue|same thing|me too|also seeing|anyone seeing|anyone else|is anyone|detected|discover*|reported|reports|realized|realised"},
    {"hypothesis", TOPIC_HYPOTHESIS, 16, EVIDENCE_TALK,
     "i think it|i think that|i think the|i think this|i think i|i think we|i believe|i suspect|suspect*|my guess|guessing|maybe ~ is|maybe the|might be|could be|may be caused|perhaps|probably|"
     "likely|theory|hypothesis|possibly|potentially|related to|because of|due to|caused by|is causing|was causing|the cause|the culprit|culprit|"
     "could it be|is it possible|wonder if|wondering if|fallout|is it the|was it the|triggered by|trigger*|as a result of|blame"},
    {"finding", TOPIC_FINDING, 24, EVIDENCE_TALK,
     "root cause*|analyzes|analysed|analyzed|confirmed|confirming|can confirm|verified|turns out|turned out|figured out|found it|found the|i found|identified|identifies|narrowed|pinpoint*|"
     "that's it|that was it|that is it|that's the|ruled out|ruling out|rule out|not the cause|isn't the cause|wasn't the|it's not the|it is not the|not related|unrelated to|red herring|"
     "bad news|that would do it|that's why|thats why|which is why|would explain|my bad|my fault|hard coded|hardcoded|still points|points to|pointing to|pointing at|"
     "rules out|so it isn't|so it's not|still nothing|still no|still not|still running|still growing|still climbing|still rising|still queued|still waiting|still the same|"
     "! help|! helping|! fix|! improve*|"
     "false alarm|persists|persisted|persist|still happening|still seeing|still failing|still broken|still down|still slow|still see|"
     "still ~ visible|still going on|didn't help|did not help|no effect|no improvement|no change|not fixed|not resolved|see the bug|found a bug|"
     "the bug is|the bug|the problem is|the issue is|the issue was|problem was|what happened|explains|that explains|traced|tracked ~ down|tracked the|"
     "bad commit|bad deploy|bad release|bad config|latent|regression|introduced in|introduced by|misconfigur*|broke|broken by|not deterministic"},

    /* ---- doing something ---- */
    {"rollback", TOPIC_ACTION, 30, EVIDENCE_ALL,
     "rollback|rollbacks|roll back|rolling back|rolled back|rolled ~ back|roll ~ back|rolls back|revert*|back out|backing out|backed out|back to the previous|"
     "previous version|last known good|last good|known working|downgrad*|undo|undid|restore* ~ previous|unpin*|pinned|pin the|pin ~ image|pin ~ tag|pin ~ version|pinning"},
    {"restart", TOPIC_ACTION, 26, EVIDENCE_NOT_NEGATED | EVIDENCE_TALK,
     "restart*|reboot*|re creat*|bounce|bounced|bouncing|kill*|killed|kick|kicked|recreat*|redeploy*|re deploy*|rebuil*|force delete*|power cycle*|rollout restart"},
    {"capacity", TOPIC_ACTION, 26, EVIDENCE_NOT_NEGATED | EVIDENCE_ALL,
     "scale ~ up|scaling ~ up|scale up|scaling up|scaled up|scaled|scale out|scaling out|scale ~ to|scale down|scaled down|scaling down|add* capacity|added ~ nodes|adding ~ nodes|more nodes|"
     "more replicas|extra capacity|increas* the|increased ~ limit*|increase ~ limit*|bumped ~ limit*|bump ~ limit*|raise* the|raising the|raised the|doubled|resiz*|bigger instance*|freed ~ space|free up|freed up|"
     "clean* up|cleaned up|cleaned out|cleanup|purg*|truncat*|drain*|rebalanc*|offload*"},
    {"traffic", TOPIC_ACTION, 28, EVIDENCE_NOT_NEGATED | EVIDENCE_ALL,
     "move ~ traffic|moving ~ traffic|"
     "fail over|failing over|failed over|failover|fails over|switch* over|switchover|switched to|switching to|switch to|re rout*|reroute*|redirect*|shift* traffic|moved traffic|"
     "moving traffic|traffic ~ moved|traffic ~ to|take ~ out of rotation|out of rotation|taken out|promote*|promoted|block* ~ ip*|blocked|shut down|shutting down|shut off|"
     "turned off|turn off|turning off|disabled|disable|disabling|feature flag*|flag off|kill switch|circuit breaker|pause|paused|pausing|suspend*|halt|halted|halting|stopped ~ job*|put on hold|stop the|stopped the|stopping the|throttled ~ to|isolated|quarantin*"},
    {"repair", TOPIC_ACTION, 24, EVIDENCE_NOT_NEGATED | EVIDENCE_ALL,
     "fix*|fixing|hotfix*|hot fix*|patch*|workaround|work around|worked around|appl* ~ fix|appl* the|applied|applying|reloaded|reloading|reload|changed ~ back|mitigat*|sent out a fix|pushed a fix|pushing a fix|fix is in|fix ~ merged|"
     "deployed ~ fix|deploying ~ fix|rolling out|rolled out|roll out|kubectl apply|helm upgrade|terraform apply|manual deploy*|manually|by hand|"
     "re ran|rerun*|re run*|renewed|renew the|rotat*|revok*|replac*|destroy*|attempted to|tried to|tried recreat*|trying to|attempt to|forced|forcefully|"
     "reset*|flush*|cleared ~ cache|clear ~ cache|re index*|reindex*|vacuum*|re enabl*|reenabl*|enabled ~ again|restored"},
    {"command", TOPIC_ACTION, 20, EVIDENCE_TALK | EVIDENCE_IN_CODE,
     "kubectl apply|kubectl delete|kubectl rollout|kubectl scale|kubectl drain|kubectl cordon|kubectl patch|kubectl edit|kubectl set|helm upgrade|helm rollback|"
     "helm install|terraform apply|terraform destroy|ansible|ansible playbook|systemctl restart|systemctl stop|systemctl start|service ~ restart|docker restart|"
     "docker stop|git revert|alter table|drop table|delete from|create index|pg_ctl promote|pg_rewind|patronictl failover|patronictl switchover|patronictl reinit|apply complete"},
    {"step", TOPIC_ACTION, 14, EVIDENCE_NOT_NEGATED | EVIDENCE_TALK,
     "removed|removing|remove all|deleted|deleting|delete the|changed the|changes the|changing the|updated|set ~ limit|added|adding|add a|created|creating|"
     "starting the|start the|starting a|starting ~ now|running ~ now|kick* off|finished|starting ~ migration|migration ~ running|"
     "ran the|running the|executed|execut* ~ command|configur*|adapted|adapting|moving ~ to|moved ~ to|move ~ to|moving ~ back|moved ~ back|shifting ~ to|shifted ~ to|put together|provides|provided|request* to|asks for|asked for|requests|appeal*|submitted|"
     "tested on|dry run|test run|start update|started update|started the|we started|begin*|begins|commence*"},
    {"decision", TOPIC_ACTION, 24, EVIDENCE_TALK,
     "decide*|decided|decision|we agreed|agreed to|plan is created|action plan|options|agreed that|the call is|go with"},
    {"deploy", TOPIC_ACTION, 18, EVIDENCE_NOT_NEGATED | EVIDENCE_TALK,
     "deploy*|shipped|ship it|released|release|merged|cherry pick*|upgraded|upgrade|upgrading|updated ~ to|we are on|we're on|now on|is now live|went live|pushed to prod*|pushed to master|pushed to main|pushing to prod*|pushed out"},
    {"proposal", TOPIC_PROPOSAL, 10, EVIDENCE_TALK,
     "shall we|should we|should i|let's try|let's roll*|let's do|could we|want to|we need to|i'd suggest|i suggest|propose|proposal|plan is|the plan|next step|"
     "option is|going to|gonna|about to|ok to|okay to|any objection*|go ahead"},

    /* ---- getting better, and after ---- */
    {"recovery", TOPIC_RECOVERY, 26, EVIDENCE_NOT_NEGATED | EVIDENCE_TALK,
     "recover*|recovered|back up|up again|running again|again running|back again|is up|is back|steadied|steady|level off|levell* off|levelled|moving forward|are back|came back|coming back|back online|back to normal|back in business|normal again|working again|works again|working now|works now|"
     "works for me now|looks good now|looking good|looks better|looking better|looks healthy|healthy|health* again|stable|stabiliz*|stabilis*|improving|improved|caught up|catching up|"
     "draining|going down|coming down|dropping back|errors ~ gone|no more errors|errors ~ stopped|succeed*|passing again|mitigated|normal levels|"
     "seems to be working|seems fine|seems good|returned to|went back to|restored|much better|good now|fixed now|is fixed|was fixed|has been fixed|things are working|it works|"
     "start* ~ again|can be ~ again|happy again|green again|is on again|are on again|back on|through again|up and running|all green|is green|are green|looks sane|looks right|looks ok|looks okay|"
     "is connected|are connected|connected again|reconnected|is fine|are fine|possible again|back to #|back at #|still good|still healthy|still stable|syncing again|"
     "went through|gone through|went thru|is empty|are empty|is drained|to baseline|at baseline|registering again|coming in again|come in again|in sync again|"
     "error rate is down|errors ~ down|down from # to|down to 0|0 errors|are normal|is normal|start* to work|starts working|started working|"
     "should be fine|be fine now|fine now|all good|ok now|okay now|completed|is complete|successful*|should be good"},
    {"resolution", TOPIC_RESOLUTION, 28, EVIDENCE_NOT_NEGATED | EVIDENCE_TALK,
     "resolved|resolving|repaired|fully repaired|incident closed|service restored|service is restored|all clear|incident over|incident is over|closing the incident|closing incident|closed the incident|closing this|close ~ incident|"
     "calling it|call it over|"
     "end of incident|stand down|standing down|fully recovered|full recovery|fully operational|fully restored|outage is over|we're done|we are done|close this|fully back|back to full"},
    {"damage control", TOPIC_DAMAGE, 22, EVIDENCE_TALK,
     "refund*|reimburs*|credit* ~ customers|reconcil*|replay*|re process*|reprocess*|backfill*|back fill*|restor* from backup|restore ~ backup|restored ~ data|recover* ~ data|"
     "re queue*|requeue*|re send*|resend*|manually ~ process*|reconstruct*|contact* affected|list of affected|affected customers|affected orders|affected accounts|compensat*|apolog*"},
    {"follow-up", TOPIC_FOLLOW_UP, 10, EVIDENCE_TALK,
     "todo|action item*|follow up*|followup*|post mortem|postmortem|retro|retrospective|filed|file an issue|created an issue|opened an issue|ticket for|"
     "we should add|need to add|need* monitoring|need* alert*|alert on|lessons learned|next time|in the future|long term fix|permanent fix|tomorrow"},

    /* ---- what seldom belongs ---- */
    {"chatter", TOPIC_CHATTER, -16, EVIDENCE_TALK,
     "lol|haha*|hehe*|rofl|lmao|cheers|congrats*|awesome|cool|sweet|great job|good job|well done|you're welcome|np|brb|afk|yay|woohoo|wow|omg|they said|days since|welcome"},
    {"politeness", TOPIC_CHATTER, -10, EVIDENCE_TALK,
     "thank*|thx|ty|nice|no worries|sorry|oops|good morning|good evening|good night|morning|hi all|hello everyone"},
    {"off topic", TOPIC_CHATTER, -30, EVIDENCE_TALK,
     "happy birthday|birthday|lunch|coffee|beer|beers|weekend|vacation|holiday|holidays|cake|pizza|offsite"},
    {"routine change", TOPIC_ROUTINE, -14, EVIDENCE_CHANGE,
     "typo*|readme*|doc|docs|documentation|comment*|lint*|format*|prettier|whitespace|rename*|refactor*|cleanup|clean up|test|tests|unit test*|testing|spelling|changelog|license*|owners|"
     "dead code|unused|nit|style|css|translation*|i18n|example*|sample*"},
    {"change for the incident", TOPIC_ACTION, 20, EVIDENCE_CHANGE,
     "outage*|incident*|emergency|hotfix*|hot fix*|mitigat*|broken|broke|breaks|unbreak*|working again|things working|crash*|oom*|prevented|"
     "urgent*|quick fix|temporary fix|workaround|work around|regression|fix* production"},
    {"risky change", TOPIC_ACTION, 10, EVIDENCE_CHANGE,
     "max|maximum|minimum|ttl|quota*|threshold*|concurren*|retention|"
     "config*|migrat*|upgrade*|bump*|update*|switch*|enable*|disable*|replace*|rollout|default*|limit*|timeout*|cache*|database|schema|dns|network*|firewall|certificate*|"
     "cert|auth*|credential*|secret*|permission*|flag|flags|version|replica*|pool*|proxy|load balanc*|cluster|deploy*|force|hotfix*|emergency|production|prod"},

};
// clang-format on
const uint32_t evidence_count = sizeof evidence_table / sizeof *evidence_table;
