// The number formats of tensors, and conversions between 32-bit floating point and the 16-bit ones.

/// The number format of a tensor; the raw value is its name in the file.
public enum ElementType: String, Sendable, CaseIterable {
  case bool = "BOOL"
  case uint8 = "U8"
  case int8 = "I8"
  case uint16 = "U16"
  case int16 = "I16"
  case float16 = "F16"
  case bfloat16 = "BF16"
  case uint32 = "U32"
  case int32 = "I32"
  case float32 = "F32"
  case uint64 = "U64"
  case int64 = "I64"
  case float64 = "F64"

  /// Bytes of one element.
  public var size: Int {
    switch self {
    case .bool, .uint8, .int8: 1
    case .uint16, .int16, .float16, .bfloat16: 2
    case .uint32, .int32, .float32: 4
    case .uint64, .int64, .float64: 8
    }
  }
}

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

/// The bits of the IEEE binary16 nearest to `value`, ties to even; what is too large becomes
/// infinite, a NaN stays a NaN.
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

/// The value of an IEEE binary16 with these bits; exact. (`Float16` does not exist on every
/// platform.)
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
