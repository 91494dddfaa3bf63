import { expect, test } from "vitest";
import { parseScript } from "./script.ts";

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

test.each([
  ["\x7fELF", null],
  ["#!/bin/sh\necho", { path: "/bin/sh", argument: null }],
  ["#! /bin/sh  -e  -x \necho", { path: "/bin/sh", argument: "-e  -x" }],
  ["#!/bin/sh", { path: "/bin/sh", argument: null }],
  ["#!\n", "bad"],
  ["#!   \t \n", "bad"],
  [`#!${"x".repeat(300)}`, "bad"],
])("%j", (text, expected) => {
  expect(parseScript(bytes(text).subarray(0, 256))).toEqual(expected);
});
