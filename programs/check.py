# Put before every Python script: how it says what it saw, as check.sh does for shells.
import sys as _sys
_wrong = []
def check(key, seen, expected):
    print(f"{key}: {seen}", flush=True)
    if seen != expected: _wrong.append(key)
def observe(key, seen): print(f"{key}: {seen}", flush=True)
def verdict(): print(f"CONTRACT_FAIL {_wrong[0]}" if _wrong else "CONTRACT_PASS", flush=True)
