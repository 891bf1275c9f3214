#!/usr/bin/env python3
"""Compares resources/openapi/*.yaml with the routes that the server has, both ways: openapi_test.py PROGRAM FOLDER, where
PROGRAM prints the routes. Paths, methods, scopes, query parameters and fields of JSON bodies; and each example with
its schema.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

import yaml

METHODS = {"get", "put", "post", "patch", "delete", "head", "options"}
ANY_METHOD = {"get", "put", "post", "patch", "delete"}
problems = []


def wrong(where, what):
    problems.append(f"{where}: {what}")


def resolved(document, value):
    while isinstance(value, dict) and "$ref" in value:
        target = document
        for part in value["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        value = target
    return value


def comparable(path):
    """Names of variables are everybody's own affair."""
    return re.sub(r"\{[^}]*\}", "{}", path)


def check_value(document, schema, value, where):
    """The part of JSON Schema that the documents use."""
    schema = resolved(document, schema)
    known = {"type", "properties", "required", "additionalProperties", "items", "enum", "oneOf", "format", "description"}
    for word in set(schema) - known:
        wrong(where, f"'{word}' in a schema is not looked at by this test")
    if "oneOf" in schema:
        before = len(problems)
        for each in schema["oneOf"]:
            check_value(document, each, value, where)
            if len(problems) == before:
                return
            del problems[before:]
        return wrong(where, "it is none of those that it may be")
    kinds = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int, "number": (int, float)}
    kind = schema.get("type")
    if kind and (not isinstance(value, kinds[kind]) or (kind in ("integer", "number") and isinstance(value, bool))):
        return wrong(where, f"{value!r} is no {kind}")
    if "enum" in schema and value not in schema["enum"]:
        wrong(where, f"{value!r} is none of {schema['enum']}")
    if kind == "array":
        for each in value:
            check_value(document, schema.get("items", {}), each, where)
    if kind == "object":
        for name in schema.get("required", []):
            if name not in value:
                wrong(where, f"'{name}' is missing")
        for name, each in value.items():
            if name in schema.get("properties", {}):
                check_value(document, schema["properties"][name], each, f"{where}: {name}")
            elif schema.get("additionalProperties", True) is False:
                wrong(where, f"'{name}' is not there to be said")
            elif isinstance(schema.get("additionalProperties"), dict):
                check_value(document, schema["additionalProperties"], each, f"{where}: {name}")


def check_examples(document, content, where):
    for media, what in (content or {}).items():
        if "schema" not in what:
            continue
        examples = [what["example"]] if "example" in what else []
        examples += [each["value"] for each in what.get("examples", {}).values()]
        for example in examples:
            check_value(document, what["schema"], example, f"{where}: example ({media})")


def documented(folder):
    """(method, comparable path) -> what is said of it"""
    all_of = {}
    for file in sorted(Path(folder).glob("*.yaml")):
        document = yaml.safe_load(file.read_text())
        for path, item in document["paths"].items():
            shared = item.get("parameters", [])
            for method in METHODS & set(item):
                operation = item[method]
                where = f"{file.name}: {method.upper()} {path}"
                parameters = [resolved(document, each) for each in shared + operation.get("parameters", [])]
                named = {each["name"] for each in parameters if each["in"] == "path"}
                if named != set(re.findall(r"\{([^}*]*)\*?\}", path)):
                    wrong(where, f"it names {named or 'no variables'}")
                body = resolved(document, operation.get("requestBody", {})).get("content", {})
                check_examples(document, body, where)
                for response in operation["responses"].values():
                    check_examples(document, resolved(document, response).get("content"), where)
                fields = None
                if "application/json" in body:
                    schema = resolved(document, body["application/json"]["schema"])
                    fields = set(schema.get("properties", {}))
                all_of[(method, comparable(path))] = {
                    "where": where,
                    "scope": operation.get("x-scope"),
                    "query": {each["name"] for each in parameters if each["in"] == "query"},
                    "flags": {each["name"] for each in parameters if each["in"] == "query" and each["schema"].get("type") == "boolean"},
                    "fields": fields,
                    "errors": "default" in operation["responses"],
                }
    return all_of


def main():
    routes = json.loads(subprocess.run([sys.argv[1]], check=True, capture_output=True).stdout)
    said = documented(sys.argv[2])
    seen = set()
    for route in routes:
        for method in ANY_METHOD if route["method"] == "*" else {route["method"].lower()}:
            key = (method, comparable(route["pattern"]))
            where = f"{method.upper()} {route['pattern']}"
            if key in seen:
                wrong(where, "there are two such routes")
            seen.add(key)
            if key not in said:
                wrong(where, "it is in no document")
                continue
            what = said[key]
            if what["scope"] != route["scope"]:
                wrong(what["where"], f"its scope is {route['scope']}, not {what['scope']}")
            if not what["errors"]:
                wrong(what["where"], "it does not say what a refusal looks like")
            if "query" in route and what["query"] != set(route["query"]):
                wrong(what["where"], f"its parameters are {sorted(route['query'])}, not {sorted(what['query'])}")
            if "query" in route and what["flags"] != set(route["flags"]):
                wrong(what["where"], f"its parameters that are true or false are {sorted(route['flags'])}, not {sorted(what['flags'])}")
            if "fields" in route and (what["fields"] or set()) != set(route["fields"]):
                wrong(what["where"], f"its fields are {sorted(route['fields'])}, not {sorted(what['fields'] or [])}")
    for key, what in said.items():
        if key not in seen:
            wrong(what["where"], "the server has no such route")
    for problem in problems:
        print(problem)
    print(f"{len(routes)} routes, {len(said)} documented, {len(problems)} problems")
    return 1 if problems else 0


sys.exit(main())
