/* English: words of the grammar, and what people, machines and organisations are called. */
#include "rule.h"

// clang-format off
const struct word_list words_en[] = {
    {W_I, "i, me, myself"},
    {W_WE, "we, us, ourselves"},
    {W_PERSON, "he, she, him, himself, herself, someone, somebody, anyone, anybody, everyone, everybody, nobody, no one, "
               "no-one, whoever, some people, people, some person, some idiot, one of us, one of our own, somebody else, "
               "someone else, folks, guys, guy, person, individual, individuals, human, humans, man, woman"},
    {W_THEY, "they, them, themselves"},
    {W_YOU, "you, yourself, yourselves"},
    {W_WHO, "who, whom, whoever"},
    {W_THAT, "that, which"},
    {W_DETERMINER, "the, a, an, this, these, those, each, every, any, some, another, both, either, neither, several, "
                   "all, many, few, most, one, no, such"},
    {W_POSSESSIVE, "my, our, your, his, her, its, their, whose, 's"},
    {W_PREPOSITION, "of, in, on, at, by, for, with, from, to, into, onto, over, under, through, during, within, "
                    "without, across, between, against, via, per, about, before, after, since, until, than, like, as, "
                    "behind, beyond, near, upon, toward, towards, around, among, along, despite, except"},
    {W_GENITIVE, "'s"},
    {W_BY, "by"},
    {W_OF, "of"},
    {W_AND, "and, or, nor, but, then, &"},
    {W_SUBORDINATE, "because, although, though, when, whenever, if, while, after, before, since, until, unless, whereas, "
                    "where, so, as, once, that, whether, how, why, what"},
    {W_BE, "be, is, are, was, were, been, being, am, 'm, 're"},
    {W_HAVE, "have, has, had, having, 've, 'd"},
    {W_DO, "do, does, did, doing"},
    {W_GET, "get, gets, got, getting, gotten"},
    {W_MODAL, "can, will, must, may, shall, cannot, ca, wo, 'll, gonna"},
    {W_SHOULD, "should, ought, needed, supposed"},
    {W_COULD, "could, would, might, 'd"},
    {W_TO, "to"},
    {W_NOT, "not, never, n't, cannot, no longer, neither, hardly, barely, nor"},
    {W_NO, "no, nobody, no one, no-one, none, nothing, without"},
    {W_ADVERB, "also, already, then, again, still, even, ever, soon, later, often, always, just, only, almost, now, once, "
               "twice, yet, too, very, quite, rather, instead, perhaps, maybe, somehow, sometimes, therefore, thus, "
               "however, first, next, indeed, simply, at first, at least, at some point, at the time, in turn, of course, "
               "really, probably, apparently, actually, basically, unfortunately, sadly, totally, completely, initially, "
               "definitely, once again, yet again, additionally, meanwhile, well, more, most, fast, "
               "all, both, kind of, sort of, in fact"},
    {W_VERB_BASE, "let"},
    {W_VERB_PART, "done"},
    {W_VERB_PAST, "mistook"},
    {W_VERB, "mistook"},
    // ordinary verbs: their forms tell where a clause has its verb
    {W_VERB, "go/went/gone, come/came/come, make/made/made, take/took/taken, give/gave/given, see/saw/seen, "
             "know/knew/known, find/found/found, use, work, try, start, stop, cause, lead/led/led, show/showed/shown, "
             "begin/began/begun, keep/kept/kept, leave/left/left, bring/brought/brought, put/put/put, set/set/set, "
             "return, increase, decrease, occur, happen, remain, continue, allow, require, receive, respond, send/sent/sent, "
             "create, add, remove, change, update, deploy, roll, restart, reboot, scale, connect, disconnect, process, "
             "serve, handle, load, fill, drop, grow/grew/grown, fall/fell/fallen, rise/rose/risen, spike, time, "
             "trigger, result, affect, impact, experience, recover, resolve, fix, mitigate, detect, alert, page, fire, "
             "monitor, investigate, identify, observe, report, announce, post, publish, apply, merge, push, revert, "
             "commit, release, install, upgrade, downgrade, migrate, move, copy, write/wrote/written, read/read/read, "
             "run/ran/run, execute, build/built/built, test, check, verify, confirm, review, approve, enable, disable, "
             "configure, provision, replace, rename, rotate, expire, renew, delete, wipe, purge, truncate, kill, "
             "terminate, shut/shut/shut, turn, switch, flip, toggle, open, close, block, unblock, escalate, hand, "
             "provide, include, contain, consist, depend, rely, mean/meant/meant, need, want, look, seem, appear, "
             "become/became/become, get/got/gotten, hold/held/held, lose/lost/lost, win/won/won, spend/spent/spent, pay/paid/paid, "
             "believe, assume, expect, plan, intend, attempt, manage, help, support, follow, wait, call, invoke, "
             "generate, produce, consume, exceed, reach, hit/hit/hit, miss, skip, cut/cut/cut, pass, raise, throw/threw/thrown, "
             "catch/caught/caught, choose/chose/chosen, pick, select, accept, reject, deny, grant, log, record, track, "
             "measure, improve, reduce, avoid, prevent, protect, ensure, coordinate, communicate, share, discuss, "
             "decide, plan, learn, understand/understood/understood, think/thought/thought, say/said/said, tell/told/told, "
             "ask, answer, reply, speak/spoke/spoken, hear/heard/heard, feel/felt/felt, meet/met/met, join, type, enter, click, "
             "drain, depool, repool, failover, cherry-pick, ssh, sync, restore, back, backfill, rebuild/rebuilt/rebuilt, "
             "redeploy, suspend, lock, unlock, mount, boot, crash, hang/hung/hung, stall, slow, degrade, break/broke/broken, "
             "affect, involve, introduce, discover, figure, point, act, perform, complete, finish, end, suggest, "
             "propose, recommend, notify, inform, acknowledge, declare, consider, evaluate, estimate, "
             "exist, live, die, stay, sit/sat/sat, stand/stood/stood, lie, belong, match, differ, compare, equal", .inflect = true},
    {W_VERB, "reproduce, replicate, rewrite/rewrote/rewritten, request, register, schedule, queue, flush, clear, clean, reset/reset/reset, refresh, "
             "retry, restrict, route, redirect, reroute, replay, resume, pause, resize, shrink/shrank/shrunk, expand, extend, "
             "ship, switch over, fail over, sign, submit, subscribe, supply, synchronize, tag, transfer, transition, translate, "
             "trace, treat, tune, uninstall, unmount, unplug, plug, upload, download, validate, view, visit, volunteer, vote, "
             "warn, watch, wonder, wrap, yield, abort, access, accompany, adjust, aggregate, allocate, amend, analyze, analyse, "
             "anticipate, append, approach, archive, arrange, assemble, assess, assign, assist, attach, attribute, "
             "automate, balance, base, bind/bound/bound, bounce, bump, calculate, cancel, capture, carry, cease, change over, claim, "
             "clarify, clone, collect, combine, comment, compile, complain, compress, compute, conclude, conduct, connect, "
             "construct, contact, contribute, convert, correct, corrupt, count, cover, debug, decommission, dedicate, default, "
             "define, delay, deliver, demonstrate, deprecate, derive, describe, design, determine, develop, diagnose, direct, "
             "discard, dispatch, display, distribute, divert, double, draw/drew/drawn, drive/drove/driven, duplicate, "
             "email, emerge, emit, employ, encounter, encourage, engage, enter, establish, evict, examine, exclude, exhaust, "
             "exit, explain, explore, export, expose, express, extract, fetch, file, filter, focus, force, format, forward, freeze/froze/frozen, "
             "gather, guess, halt, highlight, host, ignore, implement, imply, import, indicate, initiate, inject, insert, inspect, "
             "integrate, interact, interrupt, isolate, issue, iterate, jump, land, launch, leak, limit, link, list, listen, "
             "locate, look up, maintain, map, mark, mask, mention, modify, name, note, object, obtain, offer, operate, "
             "order, organize, originate, overload, overwhelm, overwrite/overwrote/overwritten, own, parse, participate, patch, perceive, persist, "
             "place, poll, populate, power, precede, prepare, present, preserve, proceed, program, promote, prompt, pull, query, "
             "question, quit/quit/quit, reassign, recall, recommend, reconnect, recreate, refer, reference, refuse, relate, "
             "relax, reload, render, reopen, repair, repeat, represent, rescue, reserve, respect, retain, retire, "
             "retrieve, reveal, ring/rang/rung, sample, satisfy, save, scan, search, secure, seek/sought/sought, separate, settle, shift, sleep/slept/slept, "
             "solve, sort, split/split/split, spot, spread/spread/spread, spin/spun/spun, stabilize, stage, stand by, state, steal/stole/stolen, "
             "step, store, strike/struck/struck, succeed, suffer, surface, surge, survive, swap, tackle, target, tear/tore/torn, throttle, "
             "touch, train, unlock, undo/undid/undone, vary, withdraw/withdrew/withdrawn, withhold/withheld/withheld", .inflect = true},
    {W_SAY, "say/said/said, ask, think/thought/thought, realize, realise, notice, wonder, suggest, ping, mention, reply, "
            "tell/told/told, propose, remember, decide, forget/forgot/forgotten, agree, apologize, apologise, "
            "wake/woke/woken, speak/spoke/spoken, suspect, believe, assume, argue, volunteer, guess, joke, admit, "
            "presume, bother, know/knew/known, hypothesize, speculate, recall, point out, chime in", .inflect = true},
    {W_ADJECTIVE, "new, old, big, small, large, high, low, long, short, good, bad, first, last, second, next, previous, same, other, own, "
                  "certain, different, main, primary, secondary, entire, whole, full, empty, early, late, real, only, "
                  "internal, external, recent, current, former, senior, junior, experienced, on-duty, available, unavailable, "
                  "responsible, remote, local, global, public, private, additional, further, initial, final, affected, "
                  "underlying, simple, single, multiple, various, specific, on-call, oncall"},
    {W_NUMBER, "two, three, four, five, six, seven, eight, nine, ten, dozen, hundred, thousand, million"},
    {W_TIME, "second, seconds, minute, minutes, hour, hours, day, days, week, weeks, month, months, year, years, today, "
             "yesterday, tomorrow, morning, afternoon, evening, night, monday, tuesday, wednesday, thursday, friday, "
             "saturday, sunday, weekend"},
    {W_NOUN, "time, times, minute, minutes, hour, hours, day, days, week, weeks, month, months, year, years, today, yesterday, "
             "morning, afternoon, evening, night, monday, tuesday, wednesday, thursday, friday, saturday, sunday, "
             "january, february, march, april, may, june, july, august, september, october, november, december, "
             "incident, outage, issue, problem, impact, timeline, summary, root, detection, resolution, response, "
             "recovery, mitigation, background, lessons, customer, customers, users, action, actions, owner, status, "
             "production, staging, config, configuration, environment, way, case, part, place, thing, things, change, "
             "changes, release, deploy, deployment, rollout, rollback, update, upgrade, patch, fix, bug, test, tests, "
             "review, merge, commit, push, code, data, error, errors, failure, failures, traffic, load, "
             "logs, log, access, account, region, zone, request, requests, call, calls, work, use, run, start, stop, "
             "end, report, reports, record, records, records, page, pages, level, set, lack, fact, result, results, "
             "procedure, process, step, steps, instructions, documentation, runbook, playbook, ticket, decision, plan, "
             "everything, something, anything, nothing, it, there, here, thanks, note, notes, tl;dr, via, see, both"},
    {W_TITLE, "mr, mrs, ms, dr, prof, sir"},
    {W_ROLE, "engineer, engineers, developer, developers, dev, devs, programmer, programmers, coder, admin, admins, administrator, "
             "administrators, sysadmin, sysadmins, dba, dbas, technician, technicians, colleague, colleagues, coworker, "
             "coworkers, co-worker, co-workers, teammate, teammates, employee, employees, staff, staffer, "
             "staffers, manager, managers, lead, tech lead, team lead, director, cto, ceo, ciso, vp, architect, analyst, "
             "analysts, contractor, contractors, consultant, consultants, intern, interns, trainee, maintainer, maintainers, "
             "contributor, contributors, committer, reviewer, reviewers, author, authors, responder, responders, "
             "tester, testers, designer, designers, new hire, new hires, newcomer, junior, juniors, "
             "volunteer, volunteers, commander, incident commander, on-call engineer, oncall, on-call, "
             "on-caller, on-callers, sre, sres, boss, supervisor, expert, experts, specialist, specialists, electrician, worker bee, "
             "assignee, steward, stewards, approver, approvers, researcher, scientist, student, instructor, crew member, "
             "co-founder, founder, representative, rep, agent on duty, shift lead, personnel, implementer, implementers, "
             "facilitator, chief, head of engineering, product manager, project manager, "
             "security engineer, network engineer, support engineer, technicians",
             "people.roles", "What people are called by the work they do"},
    {W_TEAM, "team, teams, ops, devops, dev team, qa, crew, squad, leadership, upper management, "
             "engineering, netops, secops, infosec, helpdesk, help desk, noc, "
             "staff, sres, personnel, night shift, day shift, support staff, first-line support, customer support",
             "people.teams", "What groups of people are called"},
    {W_EITHER, "operator, operators, member, members, leader, deployer, deployers, owners,  user, users, agent, agents, client, clients, customer, customers, controller, "
               "worker, workers, driver, drivers, handler, runner, monitor, scheduler, caller, callers, consumer, consumers, "
               "subscriber, subscribers, tenant, tenants, builder, node operator, validators, validator, provider, publisher, "
               "editor, editors, attacker, attackers, visitor, visitors, student, students, owner, tester"},
    {W_MACHINE, "server, servers, service, services, system, systems, job, jobs, script, scripts, alert, alerts, process, "
                "host, hosts, node, nodes, cluster, clusters, database, databases, db, cache, caches, queue, router, routers, "
                "switch, switches, network, pod, pods, container, containers, daemon, cron, pipeline, build, tool, tools, "
                "tooling, automation, bot, bots, program, application, applications, app, apps, api, apis, endpoint, "
                "backend, frontend, proxy, balancer, balancers, load balancer, firewall, disk, disks, kernel, vm, vms, "
                "instance, instances, replica, replicas, primary, replication, migration, monitoring, dashboard, dashboards, "
                "check, checks, probe, probes, software, hardware, library, module, plugin, extension, function, method, "
                "thread, threads, algorithm, parser, compiler, browser, page, site, website, platform, cdn, dns, lock, "
                "certificate, token, request, requests, query, queries, connection, connections, command, machine, machines, "
                "webhook, logic, code, deployment, update, upgrade, release, patch, feature, change, commit, config, "
                "configuration, bug, backup, backups, test, tests, suite, file, files, it", "machines",
                "Things that act by themselves"},
    {W_ORG, "google, amazon, aws, azure, microsoft, gcp, github, gitlab, cloudflare, fastly, akamai, facebook, meta, "
            "apple, netflix, slack, stripe, twilio, datadog, pagerduty, heroku, digitalocean, linode, ovh, hetzner, "
            "oracle, ibm, cisco, juniper, atlassian, jira, vendor, vendors, provider, providers, company, "
            "telia, verizon, comcast, level3, cogent, equinix, travis, circleci, jenkins, docker, kubernetes, redis, "
            "postgres, postgresql, mysql, mariadb, mongodb, kafka, zookeeper, etcd, consul, vault, terraform, ansible, "
            "puppet, chef, prometheus, grafana, alertmanager, nagios, icinga, sentry, splunk, elasticsearch, kibana, logstash, "
            "nginx, apache, haproxy, varnish, envoy, istio, linux, debian, ubuntu, windows, chrome, firefox, python, "
            "java, ruby, rails, django, php, mediawiki, wordpress, npm, pypi, maven, helm, argo, flux, spark, hadoop, "
            "cassandra, memcached, rabbitmq, celery, gunicorn, let's encrypt, wikimedia, wikipedia, twitter, dropbox, "
            "shopify, square, paypal, zoom, okta, auth0, crowdstrike, openai, rubygems, homebrew, bitcoin, ethereum, "
            "route53, ec2, s3, rds, dynamodb, lambda, cloudfront, bigquery, spanner, gerrit, phabricator, zuul, icinga2, "
            "statuspage, opsgenie, newrelic, pingdom, zendesk, salesforce, android, ios", "organisations",
            "Companies and products: they act, but are nobody"},
    {.words = NULL},
};

/* Common first names of many countries. Those that are also words, names of months or of software are left out where a
 * capital could not tell them apart. */
const struct word_list words_names[] = {
    {W_GIVEN_NAME,
     "aaron, abdul, abigail, adam, adrian, ahmed, aisha, akira, alan, albert, alejandro, alex, alexander, alexandra, "
     "alexei, alexis, alfred, ali, alice, alicia, alina, alison, allison, amanda, amelia, amir, amit, amy, ana, anders, andrea, "
     "andreas, andrei, andrew, andrey, andy, angela, anita, anna, anne, annie, anthony, antoine, anton, antonio, arjun, "
     "arnold, arthur, arturo, ashley, astrid, audrey, barbara, beatriz, ben, benjamin, bernard, beth, bianca, bjorn, bob, bogdan, "
     "boris, brad, brandon, brenda, brendan, brian, brooke, bruce, bruno, bryan, camila, carl, carla, carlos, carmen, "
     "carol, caroline, carolyn, catherine, cathy, cecilia, charles, charlie, charlotte, chen, cheryl, chloe, chris, "
     "christian, christina, christine, christoph, christopher, cindy, claire, clara, claudia, colin, connor, craig, cristina, cynthia, "
     "dan, daniel, daniela, danielle, danny, daria, dave, david, deborah, deepak, dennis, derek, diana, diane, diego, dirk, "
     "dmitri, dmitry, dominic, donald, donna, dora, doris, dorothy, doug, douglas, duncan, dylan, ed, eduardo, edward, edwin, elaine, "
     "elena, eli, elias, elisa, elizabeth, ella, ellen, emilia, emily, emma, eric, erica, erik, erin, ernesto, esther, ethan, "
     "eugene, eva, evan, evelyn, fabian, fatima, felipe, felix, fernando, fiona, florian, francesca, francesco, francis, "
     "francisco, francois, frank, franz, fred, frederic, fredrik, gabriel, gabriela, gareth, gary, gavin, george, gerald, "
     "gerard, gilles, giovanni, giulia, giuseppe, gloria, gordon, graham, greg, gregor, gregory, guillaume, gustavo, hannah, hans, "
     "harold, harry, hassan, heather, hector, heidi, helen, helena, helga, henri, henry, hiroshi, howard, hugo, ian, ibrahim, igor, "
     "ines, ingrid, irene, irina, isabel, isabella, ivan, jack, jackie, jacob, jacques, jake, james, jamie, jan, jana, jane, janet, "
     "janice, jason, javier, jay, jean, jeff, jeffrey, jen, jennifer, jenny, jeremy, jerome, jerry, jess, jesse, jessica, "
     "jill, jim, jimmy, joan, joanna, joao, joe, joel, johan, johanna, johannes, john, johnny, jon, jonas, jonathan, jordan, jorge, jose, "
     "josef, joseph, josh, joshua, joyce, juan, juanita, judith, judy, julia, julian, julie, julien, jun, jurgen, justin, kai, karen"},
    {W_GIVEN_NAME,
     "karin, karl, karthik, kate, katherine, kathleen, kathy, katie, katja, keith, kelly, ken, kenneth, kenji, kevin, kim, klaus, "
     "kristen, kristin, kumar, kurt, kyle, lars, laura, lauren, laurent, lea, leah, lee, lena, leo, leon, leonard, leslie, liam, lin, "
     "linda, lisa, liz, lorenzo, louis, louise, luca, lucas, lucia, lucy, luis, luisa, lukas, luke, lydia, magnus, malcolm, marc, "
     "marcel, marcin, marco, marcos, marcus, margaret, maria, marie, marina, mario, marion, mark, marko, markus, marta, martha, martin, "
     "mary, mateo, matt, matthew, matthias, maurice, max, maxim, megan, mei, melanie, melissa, michael, michel, michelle, miguel, mike, "
     "mikhail, milan, ming, mohamed, mohammed, monica, monika, morgan, muhammad, nadia, naomi, natalia, natalie, natasha, nathan, "
     "neha, neil, nicholas, nick, nicola, nicolas, nicole, nikhil, nikita, nikola, nina, noah, nora, norman, olga, oliver, olivia, "
     "olivier, omar, ori, oscar, otto, owen, pablo, pamela, paolo, patricia, patrick, patrik, paul, paula, pavel, pedro, peggy, peter, petra, phil, "
     "philip, philipp, philippe, phillip, pierre, piotr, priya, rachel, rafael, rahul, raj, rajesh, ralph, ramon, randy, "
     "raphael, raul, ravi, raymond, rebecca, regina, rene, ricardo, richard, rick, rita, robert, roberto, robin, rodrigo, roger, roland, "
     "ronald, rosa, ross, roxanne, russell, ruth, ryan, sabine, sam, samantha, samuel, sandra, sanjay, sara, sarah, "
     "scott, sean, sebastian, sergei, sergey, sergio, shane, shannon, sharon, shawn, sheila, shirley, silvia, simon, simone, sofia, "
     "sonia, sophia, sophie, stefan, stefanie, stephan, stephanie, stephen, steve, steven, stuart, sunil, suresh, susan, susanne, suzanne, "
     "sven, svetlana, tamara, tanya, tara, taylor, ted, teresa, terry, theo, theodore, theresa, thomas, tiffany, tim, timothy, "
     "tina, tobias, todd, tom, tomas, tomasz, tony, tracy, trevor, tyler, ulrich, ursula, valentina, valerie, vanessa, vera, veronica, "
     "victor, victoria, vijay, vikram, vincent, virginia, vivian, vladimir, walter, wanda, warren, wayne, wei, wendy, werner, "
     "wolfgang, xavier, yan, yang, yasmin, yuki, yuri, yusuf, yves, yvonne, zachary, zhang, zoe, joão, josé, jörg, jürgen, "
     "jesús, björn, andré, rené, françois, zoë, chloé, léa, rubén, sebastián, maría, "
     "brett, chad, chuck, dean, drew, grant, mitch, pat, pete, ray, rob, ron, stan, will, bill, gene, rich, dick, hope, faith, joy"},
    {W_GIVEN_NAME,
     "denis, denise, kris, kristina, carolina, marcelo, ramiro, gonzalo, paola, lucie, elodie, mathieu, "
     "karim, leila, layla, andre, zainab, omid, reza, farid, hamid, khalid, samir, nasser, tariq, youssef, amina, salma, noor, ayesha, "
     "sanjeev, ashok, anil, vivek, rohan, rohit, ankit, kavita, pooja, sunita, lakshmi, ananya, kiran, manoj, prakash, venkat, "
     "haruto, takashi, yoko, naoko, satoshi, kenta, minh, linh, nguyen, thanh, somchai, jin, hyun, xiao, jing, hui, "
     "kofi, kwame, chidi, ngozi, amara, chinedu, thabo, sipho, wanjiru, juma, "
     "oleg, oleksandr, olena, taras, andriy, mykola, kateryna, piotrek, zofia, agnieszka, kasia, magda, wojciech, krzysztof, jakub, "
     "matej, jiri, zdenek, milos, dragan, zoran, nenad, gergely, laszlo, zoltan, istvan, mihai, ioana, elif, mehmet, ayse, emre, "
     "sofie, mads, lasse, mikkel, henrik, anja, birgit, uwe, jens, thorsten, holger, matteo, alessandro, chiara, luigi, enzo, "
     "joaquin, santiago, ximena, guadalupe, thiago, bruna, joana, ricarda, nils, annika, linnea, sanna, aino, mika, timo, jari, "
     "april, june, dawn, rose, jasmine, grace, daisy, ruby, iris, penny, guy, art, lance, miles, cliff, chase"},
    {W_NOUN, "grant, pat, drew, dean, rich, may, april, june, dawn, rose, hope, faith, joy, grace, daisy, ruby, iris, penny, "
             "guy, art, lance, miles, cliff, chase, will, bill, mark, gene, ray, stan, jasmine, chuck, max, jack, frank, jay, lee, "
             "jordan, virginia, victoria, florian, milan, regina, norman, basil, morgan, leo, oscar, taylor, robin, chen, jun, jan, lin"},
    {.words = NULL},
};
// clang-format on
