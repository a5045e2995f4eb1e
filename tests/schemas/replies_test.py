# SPDX-License-Identifier: BSD-3-Clause
"""The simulator's replies are of the shapes that TeleSign documents, in success and in every error and status."""

import copy
import email.utils
import http.server
import json
import tempfile
import threading
import unittest
import uuid

import codes
from simulator import CUSTOMER_ID, FORM, Simulator, problems

CHANNELS = {"c": "call", "s": "sms", "m": "smart"}
OWN_CODE_CHANNELS = ("call", "sms")
EVERYTHING = ("phone-type = voip", "risk-level = very-high", "swapped = 5 hours ago", "forwarding = forwarded",
              "deactivated = 2 days ago", "ported = 3 days ago", "subscriber = suspended", "roaming = FR",
              "device = unreachable", "live = disconnected")
CONSENT = {"method": 1, "timestamp": "2018-05-05T00:00:00Z"}
ADDONS = {"sim_swap": {}, "call_forward_detection": {}, "number_deactivation": {"last_verified": "2020-01-01T00:00:00Z"},
          "porting_history": {"past_x_days": 90}, "subscriber_status": {}, "contact": {"email": "pat@example.org"},
          "porting_status": {}}
PRODUCTS = ("standard", "score", "contact", "live", "number_deactivation")


def patch(members):
    """The fault that changes these members of a reply."""
    return "patch " + json.dumps(members)


class SchemaTest(unittest.TestCase):
    """One simulator a test, with the phones that the test has asked for."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.simulator = Simulator(folder.name)

    def start(self, *options):
        self.simulator.start(*options)
        self.addCleanup(self.simulator.stop)

    def assert_is(self, schema, reply):
        self.assertEqual([], problems(reply.document, schema), reply.document)

    def assert_good(self, schema, reply):
        self.assertEqual(200, reply.http)
        self.assert_is(schema, reply)


class Verify(SchemaTest):
    def test_senders_and_what_they_tell_later(self):
        plain, known = self.simulator.phone(), self.simulator.phone(*EVERYTHING)
        self.start()
        for phone in (plain, known):
            for channel in CHANNELS.values():
                with self.subTest(phone=phone, channel=channel):
                    sent = self.simulator.send(channel, phone, ucid="ATCK")
                    self.assert_good("verify.json", sent)
                    self.assert_good("verify.json", self.simulator.state(sent.document["reference_id"]))

    def test_sub_resource_tells_how_the_code_travels(self):
        phone = self.simulator.phone()
        self.start()
        rows = (("call", {}, "call"), ("sms", {}, "sms"), ("smart", {}, "sms"),
                ("smart", {"preference": "SMS Verify"}, "sms"), ("smart", {"preference": "Voice Verify"}, "voice"))
        for channel, fields, sub_resource in rows:
            with self.subTest(channel=channel, **fields):
                sent = self.simulator.send(channel, phone, **fields)
                self.assert_good("verify.json", sent)
                self.assertEqual(sub_resource, sent.document["sub_resource"])

    def test_objects_that_are_there_when_they_are_on(self):
        known = self.simulator.phone(*EVERYTHING)
        self.start()
        call = self.simulator.send("call", known, caller_id="13105551213", call_forward_action="flag")
        self.assert_good("verify.json", call)
        self.assertLessEqual({"voice", "call_forwarding", "risk", "sim_swap", "phone_type"}, set(call.document))
        self.assertIs(int, type(self.simulator.send("sms", known).document["sim_swap"]["risk_indicator"]))
        self.assertIs(str, type(self.simulator.send("smart", known).document["sim_swap"]["risk_indicator"]))

    def test_every_state_of_a_code(self):
        phone = self.simulator.phone()
        words = {word: self.simulator.phone("check = " + patch({"verify": {"code_state": word}}))
                 for word in ("VALID", "INVALID", "EXPIRED", "MAX_ATTEMPTS_EXCEEDED", "UNKNOWN")}
        self.start()
        for channel in CHANNELS.values():
            reference = self.simulator.reference(channel, phone)
            for code, state in (("000", "INVALID"), (self.simulator.code_of(reference), "VALID")):
                with self.subTest(channel=channel, state=state):
                    checked = self.simulator.state(reference, code)
                    self.assert_good("verify.json", checked)
                    self.assertEqual(state, checked.document["verify"]["code_state"])
            for word, number in words.items():
                with self.subTest(channel=channel, word=word):
                    checked = self.simulator.state(self.simulator.reference(channel, number), "000")
                    self.assert_good("verify.json", checked)
                    self.assertEqual(word, checked.document["verify"]["code_state"])

    def test_every_status(self):
        sent_with = {code: self.simulator.phone(f"send = status {code}") for code in codes.STATUSES}
        told_later = {code: self.simulator.phone(f"check = status {code}") for code in codes.STATUSES}
        self.start()
        for code, letters in codes.STATUSES.items():
            for channel in (CHANNELS[letter] for letter in letters):
                sent = self.simulator.send(channel, sent_with[code])
                later = self.simulator.state(self.simulator.reference(channel, told_later[code]))
                for when, reply in (("sent", sent), ("later", later)):
                    with self.subTest(code=code, channel=channel, when=when):
                        self.assert_good("verify.json", reply)
                        self.assertEqual(code, reply.status)
                        self.assertNotEqual(f"Status {code}", reply.document["status"]["description"])

    def test_completions_of_the_callers_own_codes(self):
        phone = self.simulator.phone()
        self.start()
        for channel in OWN_CODE_CHANNELS:
            with self.subTest(channel=channel):
                done = self.simulator.complete(self.simulator.reference(channel, phone, verify_code="12345"))
                self.assert_good("completion.json", done)
                self.assertEqual(1900, done.status)


class Errors(SchemaTest):
    """errors[]: Verify and the GETs of PhoneID."""

    def assert_error(self, reply, code, status=None, text=""):
        self.assert_is("error.json", reply)
        self.assertEqual(code, reply.error)
        self.assertIn(text.lower(), reply.document["errors"][0]["description"].lower())
        if status is not None:
            self.assertEqual(status, reply.http)

    def test_every_error(self):
        rows = []
        for code, status, text in codes.ERRORS + codes.LEGACY_ERRORS:
            fault = f"error {code} {status or 400} {text}".strip()
            rows.append((code, status, text, self.simulator.phone(f"send = {fault}", f"lookup = {fault}"),
                         self.simulator.phone(f"check = {fault}")))
        self.start()
        for code, status, text, failing, failing_later in rows:
            for channel in CHANNELS.values() if (code, status, text) in codes.ERRORS else ():
                with self.subTest(code=code, http=status, text=text, channel=channel):
                    self.assert_error(self.simulator.send(channel, failing), code, status, text)
                    reference = self.simulator.reference(channel, failing_later)
                    self.assert_error(self.simulator.state(reference), code, status, text)
                    self.assert_error(self.simulator.state(reference, "12345"), code, status, text)
            for product in PRODUCTS:
                with self.subTest(code=code, http=status, text=text, product=product):
                    self.assert_error(self.simulator.legacy(product, failing), code, status, text)

    def test_a_codes_own_http_status(self):
        stated = {}
        for code, status, _ in codes.ERRORS:
            stated.setdefault(code, set()).add(status)
        phones = {code: self.simulator.phone(f"send = error {code}") for code in stated}
        self.start()
        for code, number in phones.items():
            with self.subTest(code=code):
                reply = self.simulator.send("sms", number)
                self.assert_error(reply, code)
                self.assertNotEqual(f"Error {code}", reply.document["errors"][0]["description"])
                if None not in stated[code]:
                    self.assertIn(reply.http, stated[code])

    def test_errors_that_requests_earn(self):
        phone = self.simulator.phone()
        self.start()
        simulator, good = self.simulator, f"phone_number={phone}"
        reference = simulator.reference("sms", phone)
        rows = (
            (simulator.ask("POST", "/v1/verify/sms", ""), -40007, 400, "No Data"),
            (simulator.ask("POST", "/v1/verify/sms", "{}", "application/json"), -40006, 400, ""),
            (simulator.ask("POST", "/v1/verify/sms", "phone_number=alice"), -10001, 400, "Invalid"),
            (simulator.ask("POST", "/v1/verify/call", good + "&template=$$CODE$$"), -10001, 400, "Invalid"),
            (simulator.ask("POST", "/v1/verify/sms", good, customer_id="nobody"), -30000, 401, ""),
            (simulator.ask("POST", "/v1/verify/smart", good, api_key="AAAA"), -30015, 401, ""),
            (simulator.ask("GET", "/v1/verify/" + "0" * 32), -10001, 404, "not found"),
            (simulator.ask("GET", "/v1/verify/" + reference.lower()), -10001, 404, "not found"),
            (simulator.ask("GET", f"/v1/verify/{reference}?verify_code=x"), -10001, 400, "Invalid"),
            (simulator.ask("PUT", f"/v1/verify/{reference}"), -40005, 405, ""),
            (simulator.ask("GET", "/v1/elsewhere"), -40004, 404, ""),
            (simulator.ask("GET", f"/v1/phoneid/sim_swap/{phone}?ucid=ATCK"), -10001, 400, "Unsupported product"),
            (simulator.ask("GET", f"/v1/phoneid/live/{phone}"), -10001, 400, "Invalid"),
            (simulator.ask("GET", "/v1/phoneid/live/alice?ucid=ATCK"), -10001, 400, "Invalid"),
            (simulator.ask("POST", f"/v1/phoneid/live/{phone}", "ucid=ATCK"), -40005, 405, ""),
        )
        for number, (reply, code, status, text) in enumerate(rows):
            with self.subTest(row=number):
                self.assert_error(reply, code, status, text)

    def test_a_wrong_signature_is_told_what_was_to_be_signed(self):
        self.start()
        headers = {"Authorization": f"TSA {CUSTOMER_ID}:AAAA", "Date": email.utils.formatdate(usegmt=True),
                   "x-ts-auth-method": "HMAC-SHA256", "x-ts-nonce": str(uuid.uuid4()), "Content-Type": FORM}
        for path, body in (("/v1/verify/sms", "phone_number=13105551212"), ("/v1/verify/call", "")):
            with self.subTest(path=path):
                reply = self.simulator.ask("POST", path, body, headers={**headers, "x-ts-nonce": str(uuid.uuid4())})
                self.assert_error(reply, -30006, 401)
                self.assertTrue(reply.document["signature_string"].startswith("POST\n" + FORM))

    def test_completions_errors(self):
        rows = [(code, status, self.simulator.phone(f"complete = error {code} {status}"))
                for code, status in ((-10001, 400), (-10001, 404), (-30006, 401), (-30013, 401), (-90001, 503))]
        plain = self.simulator.phone()
        self.start()
        simulator = self.simulator
        replies = [(simulator.complete(simulator.reference(channel, phone, verify_code="12345")), code, status)
                   for code, status, phone in rows for channel in OWN_CODE_CHANNELS]
        replies.append((simulator.complete("0" * 32), -10001, 404))
        replies += [(simulator.complete(simulator.reference(channel, plain)), -30013, 401)
                    for channel in CHANNELS.values()]  # TeleSign made the code itself
        for reply, code, status in replies:
            with self.subTest(code=code, http=status, document=reply.document):
                self.assert_is("completion-error.json", reply)
                self.assertEqual(status, reply.http)
                self.assertIn(str(code), json.dumps(reply.document))


class Lookups(SchemaTest):
    def each_by_status(self, phone):
        """A reply of each product whose errors are in status.code."""
        simulator = self.simulator
        return {"phoneid": ("phoneid.json", simulator.phoneid(phone)),
                "phoneid in body": ("phoneid.json", simulator.ask("POST", "/v1/phoneid",
                                                                  json.dumps({"phone_number": phone}), "application/json")),
                "score": ("intelligence.json", simulator.score(phone)),
                "intelligence": ("intelligence.json", simulator.intelligence(phone))}

    def test_every_product(self):
        phones = [self.simulator.phone(*keys) for keys in
                  ((), EVERYTHING, ("country = KE",), ("no-data = score, live, contact, number_deactivation",))]
        self.start()
        for phone in (*phones, "442079460000", "4915123456789"):
            for name, (schema, reply) in self.each_by_status(phone).items():
                with self.subTest(phone=phone, product=name):
                    self.assert_good(schema, reply)
            for product in PRODUCTS:
                with self.subTest(phone=phone, product=product):
                    self.assert_good("legacy-phoneid.json", self.simulator.legacy(product, phone))

    def test_every_error_of_status_code(self):
        rows = [(code, status, self.simulator.phone(f"lookup = error {code} {status}"),
                 self.simulator.phone(f"lookup = error {code}")) for code, status in codes.LOOKUP_ERRORS]
        statuses = {code: {status for each, status in codes.LOOKUP_ERRORS if each == code}
                    for code, _ in codes.LOOKUP_ERRORS}
        self.start()
        for code, status, phone, by_default in rows:
            for name, (_, reply) in self.each_by_status(phone).items():
                with self.subTest(code=code, http=status, product=name):
                    self.assert_is("lookup-error.json", reply)
                    self.assertEqual((code, status), (reply.status, reply.http))
            reply = self.simulator.phoneid(by_default)
            with self.subTest(code=code):
                self.assert_is("lookup-error.json", reply)
                self.assertIn(reply.http, statuses[code])
                self.assertNotEqual(f"Error {code}", reply.document["status"]["description"])

    def test_errors_that_requests_earn(self):
        phone = self.simulator.phone()
        self.start()
        simulator, event = self.simulator, {"account_lifecycle_event": "sign-in"}
        rows = (
            (simulator.ask("POST", "/v1/phoneid/" + phone, "{}", "application/json", api_key="AAAA"), 10008, 401),
            (simulator.ask("POST", "/intelligence/phone", "", customer_id="nobody"), 10015, 401),
            (simulator.ask("POST", "/v1/phoneid/" + phone, "{", "application/json"), 10009, 401),
            (simulator.phoneid(phone, ucid="ATCK"), 10009, 401),
            (simulator.phoneid(phone, consent={"method": 5}), 10009, 401),
            (simulator.phoneid(phone, account_lifecycle_event="login"), 11003, 400),
            (simulator.phoneid(phone, originating_ip="here"), 11010, 400),
            (simulator.phoneid("alice"), 11000, 400),
            (simulator.phoneid("2101234567"), 11001, 400),
            (simulator.ask("POST", "/v1/phoneid", "{}", "application/json"), 12000, 400),
            (simulator.ask("POST", "/intelligence/phone", "account_lifecycle_event=sign-in"), 12000, 400),
            (simulator.ask("POST", "/intelligence/phone", f"phone_number={phone}"), 12003, 400),
            (simulator.score(phone, account_id=""), 11002, 400),
            (simulator.score(phone, device_id=""), 11006, 400),
            (simulator.intelligence(phone, email_address="pat"), 11007, 400),
            (simulator.intelligence(phone, external_id="mine", originating_ip="here"), 11010, 400),
            (simulator.phoneid(phone, external_id="mine", addon={}, **event), 10009, 401),
        )
        for number, (reply, code, status) in enumerate(rows):
            with self.subTest(row=number):
                self.assert_is("lookup-error.json", reply)
                self.assertEqual((code, status), (reply.status, reply.http))

    def test_both_statuses(self):
        phones = {code: self.simulator.phone(f"lookup = status {code}") for code in codes.LOOKUP_STATUSES}
        self.start()
        for code, phone in phones.items():
            for name, (schema, reply) in self.each_by_status(phone).items():
                with self.subTest(code=code, product=name):
                    self.assert_good(schema, reply)
                    self.assertEqual(code, reply.status)


class AddOns(SchemaTest):
    def test_each_has_its_members(self):
        plain, known = self.simulator.phone(), self.simulator.phone(*EVERYTHING)
        self.start()
        for phone in (plain, known):
            for name, options in ADDONS.items():
                with self.subTest(phone=phone, addon=name):
                    reply = self.simulator.phoneid(phone, addons={name: options}, consent=CONSENT)
                    self.assert_good("phoneid.json", reply)
                    ported = name != "porting_history" or phone == known
                    self.assertEqual(2800 if ported else 2805, reply.document[name]["status"]["code"])
                    self.assertEqual(300 if ported else 301, reply.status)

    def test_every_status_of_each(self):
        phones = {(name, code): self.simulator.phone(f"no-data = {name} {code}")
                  for name in ADDONS for code in codes.ADDON_STATUSES}
        self.start()
        for (name, code), phone in phones.items():
            with self.subTest(addon=name, code=code):
                reply = self.simulator.phoneid(phone, addons={name: ADDONS[name]}, consent=CONSENT)
                self.assert_good("phoneid.json", reply)
                self.assertEqual((code, 301), (reply.document[name]["status"]["code"], reply.status))

    def test_every_value(self):
        rows = [("call_forward_detection", f"forwarding = {word}") for word in
                ("forwarded", "busy", "unanswered", "unreachable", "not-forwarded", "unsupported", "unavailable")]
        rows += [("sim_swap", f"sim-swap = {risk}") for risk in (1, 2, 3, 4)]
        rows += [("sim_swap", f"swapped = {age} ago") for age in ("1 hours", "60 hours", "10 days", "40 days")]
        rows += [("subscriber_status", f"subscriber = {word}") for word in
                 ("active", "suspended", "deactivated", "unavailable")]
        rows += [("number_deactivation", f"deactivated = {when}") for when in ("never", "2 days ago", "2019-01-01")]
        rows += [("porting_history", f"ported = {when}") for when in ("never", "2 days ago", "100 days ago")]
        rows += [("porting_status", f"ported = {when}") for when in ("never", "2 days ago")]
        phones = [self.simulator.phone(key) for _, key in rows]
        self.start()
        for (name, key), phone in zip(rows, phones):
            with self.subTest(addon=name, key=key):
                self.assert_good("phoneid.json", self.simulator.phoneid(phone, addons={name: ADDONS[name]}, consent=CONSENT))

    def test_what_is_asked_badly(self):
        phone = self.simulator.phone()
        self.start()
        rows = (("call_forward", {}, CONSENT, 2801), ("live", {}, CONSENT, 2801), ("age_verify", {}, CONSENT, 2806),
                ("call_forward_detection", {}, None, 2808), ("call_forward_detection", {}, {"method": 1}, 2808),
                ("porting_history", {}, None, 2808), ("porting_history", {"past_x_days": 91}, None, 2807),
                ("sim_swap", {"extra": 1}, None, 2807))
        for name, options, consent, code in rows:
            with self.subTest(addon=name, options=options, consent=consent):
                members = {"consent": consent} if consent else {}
                reply = self.simulator.phoneid(phone, addons={name: options}, **members)
                self.assert_good("phoneid.json", reply)
                self.assertEqual(code, reply.document[name]["status"]["code"])


class Callbacks(SchemaTest):
    """What the simulator posts to the customer."""

    def setUp(self):
        super().setUp()
        test = self
        self.arrived, self.news = [], threading.Condition()

        class Receiver(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                document = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()
                with test.news:
                    test.arrived.append(document)
                    test.news.notify_all()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)

    def callback_about(self, reference):
        def first():
            return next((each for each in self.arrived if each.get("reference_id") == reference), None)

        with self.news:
            self.assertTrue(self.news.wait_for(first, 60), f"no callback about {reference}")
            return first()

    def test_every_form_that_the_pages_show(self):
        kinds = ("x-ts-authorization", "authorization", "bare-signature")
        known = {kind: self.simulator.phone(*EVERYTHING, f"callback = {kind}") for kind in kinds}
        self.start("--callback", f"http://127.0.0.1:{self.server.server_port}/")
        for channel in CHANNELS.values():
            for kind, phone in known.items():
                with self.subTest(channel=channel, kind=kind):
                    before = len(self.arrived)
                    self.simulator.send(channel, phone)
                    with self.news:
                        self.assertTrue(self.news.wait_for(lambda: len(self.arrived) > before, 60))
                        document = self.arrived[-1]
                    self.assertEqual([], problems(document, "callback.json"), document)

    def test_each_channels(self):
        plain, known = self.simulator.phone(), self.simulator.phone(*EVERYTHING)
        self.start("--callback", f"http://127.0.0.1:{self.server.server_port}/")
        for phone in (plain, known):
            for channel in CHANNELS.values():
                fields = {"call_forward_action": "flag"} if channel == "call" else {}
                document = self.callback_about(self.simulator.reference(channel, phone, **fields))
                with self.subTest(phone=phone, channel=channel):
                    self.assertEqual([], problems(document, "callback.json"), document)
                    if phone == known and channel == "sms":
                        self.assertLessEqual({"risk", "phone_type"}, set(document["score_status"]))
                        self.assertIn("sim_swap", document)
                    if phone == known and channel == "call":
                        self.assertLessEqual({"risk", "phone_type"}, set(document))


class Schemas(SchemaTest):
    """A schema that takes everything would prove nothing."""

    def paths(self, value, path=()):
        if isinstance(value, dict):
            yield path
        for key, child in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
            yield from self.paths(child, (*path, key))

    def replies(self):
        phone = self.simulator.phone(*EVERYTHING)
        failing = self.simulator.phone("send = error -30000", "lookup = error 10019")
        self.start()
        simulator = self.simulator
        reference = simulator.reference("sms", phone, verify_code="12345")
        return (("verify.json", simulator.send("call", phone, call_forward_action="flag", caller_id="13105551213")),
                ("verify.json", simulator.state(reference, "000")),
                ("error.json", simulator.send("sms", failing)),
                ("completion.json", simulator.complete(reference)),
                ("completion-error.json", simulator.complete("0" * 32)),
                ("phoneid.json", simulator.phoneid(phone, addons=ADDONS, consent=CONSENT)),
                ("intelligence.json", simulator.intelligence(phone)),
                ("lookup-error.json", simulator.intelligence(failing)),
                *(("legacy-phoneid.json", simulator.legacy(product, phone)) for product in PRODUCTS))

    def test_no_object_takes_a_member_more(self):
        for schema, reply in self.replies():
            self.assert_is(schema, reply)
            for path in self.paths(reply.document):
                changed = copy.deepcopy(reply.document)
                place = changed
                for key in path:
                    place = place[key]
                place["x_extra"] = {"code": 1}
                with self.subTest(schema=schema, path=path):
                    self.assertNotEqual([], problems(changed, schema))

    def test_what_telesign_does_not_write_is_refused(self):
        good = {schema: reply.document for schema, reply in self.replies()}

        def changed(schema, **members):
            return schema, {**good[schema], **members}

        data = {"code": 2800, "description": "Request successfully completed"}
        live = {"subscriber_status": "ACTIVE", "device_status": "REACHABLE", "roaming": "NO", "roaming_country": None}
        rows = (
            changed("phoneid.json", errors=[]), changed("phoneid.json", sub_resource="phoneid"),
            changed("phoneid.json", call_forward={"call_forward": "FORWARDED", "status": data}),
            changed("phoneid.json", porting_history={"portings": [], "status": data}),
            changed("phoneid.json", porting_history={"porting_date": "2018-08-26T16:33:19Z", "status": data}),
            changed("phoneid.json", subscriber_status={"subscriber_status": "ACTIVE", "status": data}),
            changed("phoneid.json", subscriber_status={"account_status": "ACTIVE", "status": data}),
            changed("phoneid.json", sim_swap={"risk_indicator": "5", "status": data}),
            changed("phoneid.json", sim_swap={"status": data}),
            changed("phoneid.json", sim_swap={"risk_indicator": "1", "status": {**data, "code": 2805}}),
            changed("phoneid.json", call_forward_detection={
                "call_forward_enabled": True, "call_forward_type": "None", "call_forward_condition": "None", "status": data}),
            changed("phoneid.json", call_forward_detection={
                "call_forward_enabled": "true", "call_forward_type": "conditional", "call_forward_condition": "None",
                "status": data}),
            changed("phoneid.json", status={**good["phoneid.json"]["status"], "code": "300"}),
            changed("phoneid.json", phone_type={"code": 2, "description": "MOBILE"}),
            changed("legacy-phoneid.json", sub_resource="live", live={**live, "roaming": "NOT ROAMING"}),
            changed("legacy-phoneid.json", sub_resource="standard", live=live),
            changed("intelligence.json", risk={"level": "low", "recommendation": "allow", "score": "80"}),
            changed("intelligence.json", risk={"level": "low", "recommendation": "deny", "score": 80}),
            changed("lookup-error.json", errors=[{"code": 10019, "description": "Rate Limit Exceeded"}]),
            changed("verify.json", reference_id=good["verify.json"]["reference_id"].lower()),
            changed("verify.json", sub_resource="smart"), changed("verify.json", verify={"code_state": "GOOD"}),
            changed("error.json", errors=[]),
            changed("error.json", status={**good["error.json"]["status"], "code": 290}),
        )
        for number, (schema, document) in enumerate(rows):
            with self.subTest(row=number, schema=schema):
                self.assertNotEqual([], problems(document, schema))


if __name__ == "__main__":
    unittest.main()
