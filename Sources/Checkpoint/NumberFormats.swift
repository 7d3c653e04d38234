// Conversions between 32-bit floating point and the 16-bit formats.

/// The bits of the bfloat16 nearest to `value`, ties to even; a NaN stays a NaN.
@inlinable public func bfloat16Bits(_ value: Float) -> UInt16 {
  if value.isNaN { return UInt16(truncatingIfNeeded: value.bitPattern >> 16) | 0x40 }
  let bits = value.bitPattern
  return UInt16(truncatingIfNeeded: (bits + 0x7FFF + (bits >> 16 & 1)) >> 16)
}

/// The value of a bfloat16 with these bits; exact.
@inlinable public func float(bfloat16Bits bits: UInt16) -> Float {
  Float(bitPattern: UInt32(bits) << 16)
}

/// The bits of the IEEE binary16 nearest to `value`, ties to even; what is too large becomes infinite, a NaN stays a NaN.
public func float16Bits(_ value: Float) -> UInt16 {
  let sign = UInt16(truncatingIfNeeded: value.bitPattern >> 16) & 0x8000
  let magnitude = value.magnitude
  if magnitude.isNaN { return sign | 0x7E00 }
  if magnitude >= 65520 { return sign | 0x7C00 }
  // Below 2^-14 the steps are of 2^-24; sums of a float and a power of two round as wanted.
  if magnitude < 0x1p-14 { return sign | UInt16((magnitude + 0x1p-1).bitPattern & 0x7FFF) }
  let bits = magnitude.bitPattern
  let rounded = bits + 0xFFF + (bits >> 13 & 1)
  return sign | UInt16(truncatingIfNeeded: rounded >> 13 &- (112 << 10))
}

/// The value of an IEEE binary16 with these bits; exact. (`Float16` does not exist on every platform.)
public func float(float16Bits bits: UInt16) -> Float {
  let sign = UInt32(bits & 0x8000) << 16
  let exponent = UInt32(bits >> 10) & 0x1F
  let fraction = UInt32(bits & 0x3FF)
  switch exponent {
  case 0:
    let magnitude = Float(fraction) * 0x1p-24
    return Float(bitPattern: magnitude.bitPattern | sign)
  case 31:
    return Float(bitPattern: sign | 0x7F80_0000 | fraction << 13)
  default:
    return Float(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
  }
}
