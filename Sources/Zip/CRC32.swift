// The checksum of ISO 3309 that ZIP files carry.

/// The checksum of ISO 3309, polynomial 0xEDB88320.
func crc32(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
  table.withUnsafeBufferPointer { table in
    var value = UInt32.max
    for byte in bytes { value = table[Int(UInt8(truncatingIfNeeded: value) ^ byte)] ^ value >> 8 }
    return ~value
  }
}

private let table: [UInt32] = (0..<256 as Range<UInt32>).map { byte in
  (0..<8).reduce(byte) { sum, _ in sum & 1 == 1 ? 0xEDB8_8320 ^ (sum >> 1) : sum >> 1 }
}
