#!/usr/bin/env python3
"""Writes powers_of_five.h: the first 128 bits of 5^q for q from -342 to 308.

They are truncated, but for q from -27 to -1 rounded up: then five to the power of -q fits in 64 bits
and the product with the digits is exact to 128 bits, which the proof uses (Lemire 2021, Softw. Pract.
Exper. 51:1700; Mushtak & Lemire 2023, Softw. Pract. Exper. 53:1467).
"""
from pathlib import Path


def leading_bits(q):
    if q >= 0:
        power = 5**q
        shift = power.bit_length() - 128
        return power >> shift if shift > 0 else power << -shift
    power = 5**-q
    # 2^b / 5^-q with exactly 128 bits.
    return (1 << power.bit_length() + 127) // power + (1 if q >= -27 else 0)


lines = ["// Written by make_powers.py; not edited by hand.",
         "static const uint64_t powers_of_five[651][2] = {"]
for q in range(-342, 309):
    value = leading_bits(q)
    assert value.bit_length() == 128, q
    lines.append(f"  {{0x{value >> 64:016x}, 0x{value & (2**64 - 1):016x}}},")
lines.append("};")
Path(__file__).with_name("powers_of_five.h").write_text("\n".join(lines) + "\n")
