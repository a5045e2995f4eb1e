# SPDX-License-Identifier: BSD-3-Clause
"""A telesign-simulator with its faults, a client for it, and the schemas that its replies are held against."""

import base64
import http.client
import json
import os
import pathlib
import ssl
import subprocess
import urllib.parse

import jsonschema

FOLDER = pathlib.Path(__file__).resolve().parent
PROGRAM = pathlib.Path(os.environ["BUILD_DIR"]) / "src" / "telesign-simulator" / "telesign-simulator"
CUSTOMER_ID = "FFFFFFFF-EEEE-DDDD-1234-AB1234567890"
API_KEY = base64.b64encode(b"the key of the schemas' tests").decode()
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


def make_validators():
    """{name: validator} of every schema in this folder."""
    schemas = {}
    for path in sorted(FOLDER.glob("*.json")):
        schema = json.loads(path.read_text(encoding="utf-8"))
        jsonschema.Draft202012Validator.check_schema(schema)
        schemas[schema["$id"]] = schema
    return {name: jsonschema.Draft202012Validator(schema, resolver=jsonschema.RefResolver(name, schema, store=schemas))
            for name, schema in schemas.items()}


VALIDATORS = make_validators()


def problems(document, schema):
    """What the schema says against the document, a line each."""
    return [f"{each.json_path}: {each.message}" for each in VALIDATORS[schema].iter_errors(document)]


class Reply:
    """One answer: HTTP status and document."""

    def __init__(self, status, body):
        self.http = status
        self.document = json.loads(body)

    @property
    def status(self):
        return int(self.document["status"]["code"])

    @property
    def error(self):
        return int(self.document["errors"][0]["code"])


class Simulator:
    """The program, from start() to stop(), and requests to it over one connection."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self._sections = []
        self._process = None
        self._connection = None

    def phone(self, *keys):
        """A new phone number with these lines of the faults file; before start()."""
        number = str(13105550000 + len(self._sections))
        self._sections.append(f"[{number}]\n" + "".join(f"{key}\n" for key in keys))
        return number

    def start(self, *options):
        certificate, key, faults = (str(self.folder / name) for name in ("cert.pem", "key.pem", "faults.ini"))
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days",
                        "1", "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out",
                        certificate], check=True, capture_output=True)
        pathlib.Path(faults).write_text("\n".join(self._sections), encoding="utf-8")
        self._process = subprocess.Popen(
            [str(PROGRAM), "--listen", "127.0.0.1:0", "--cert", certificate, "--key", key, "--customer-id", CUSTOMER_ID,
             "--api-key", API_KEY, "--outbox", str(self.folder / "outbox"), "--faults", faults, *options],
            stdout=subprocess.PIPE, text=True)
        ready = self._process.stdout.readline()
        address = ready.removeprefix("listening on ").strip()
        if address == ready.strip():
            raise RuntimeError("the simulator does not start")
        self._connection = http.client.HTTPSConnection(address, timeout=60,
                                                       context=ssl.create_default_context(cafile=certificate))

    def stop(self):
        self._connection.close()
        self._process.terminate()
        self._process.communicate()

    def ask(self, method, path, body="", content_type=FORM, customer_id=CUSTOMER_ID, api_key=API_KEY,
            headers=None):
        """One request by Basic, or with all the headers that are given."""
        if headers is None:
            headers = self.headers(method, content_type, customer_id, api_key)
        self._connection.request(method, path, body=body.encode() if method != "GET" else None, headers=headers)
        answer = self._connection.getresponse()
        text = answer.read()
        self._process.stdout.readline()  # the request's line in the log, which would fill its pipe
        return Reply(answer.status, text)

    @staticmethod
    def headers(method, content_type, customer_id, api_key):
        headers = {"Authorization": "Basic " + base64.b64encode(f"{customer_id}:{api_key}".encode()).decode()}
        if method != "GET":
            headers["Content-Type"] = content_type
        return headers

    def send(self, channel, phone, **fields):
        return self.ask("POST", f"/v1/verify/{channel}", urllib.parse.urlencode({"phone_number": phone, **fields}))

    def reference(self, channel, phone, **fields):
        return self.send(channel, phone, **fields).document["reference_id"]

    def state(self, reference, code=None):
        return self.ask("GET", f"/v1/verify/{reference}" + (f"?verify_code={code}" if code else ""))

    def complete(self, reference):
        return self.ask("PUT", f"/v1/verify/completion/{reference}")

    def phoneid(self, phone, **members):
        return self.ask("POST", f"/v1/phoneid/{phone}", json.dumps(members), JSON)

    def legacy(self, product, phone):
        return self.ask("GET", f"/v1/phoneid/{product}/{phone}?ucid=ATCK")

    def score(self, phone, **fields):
        form = {"account_lifecycle_event": "sign-in", **fields}
        return self.ask("POST", f"/v1/score/{phone}", urllib.parse.urlencode(form))

    def intelligence(self, phone, **fields):
        form = {"phone_number": phone, "account_lifecycle_event": "sign-in", **fields}
        return self.ask("POST", "/intelligence/phone", urllib.parse.urlencode(form))

    def code_of(self, reference):
        """The code that the phone shows for a sending."""
        for line in (self.folder / "outbox").read_text(encoding="utf-8").splitlines():
            message = json.loads(line)
            if message["reference_id"] == reference:
                return message["code"]
        raise AssertionError(f"nothing was sent for {reference}")
