// The compression that ZIP files use, undone.

/// The bytes that were compressed with DEFLATE (RFC 1951).
///
/// - Parameter most: How many bytes come out at most.
/// - Throws: When there would be more, or the data are damaged or cut short.
func inflate(_ data: ArraySlice<UInt8>, most: Int) throws(ZipError) -> [UInt8] {
  var inflater = Inflater(bits: BitReader(data), most: most)
  return try inflater.run()
}

private struct Inflater {
  var bits: BitReader
  let most: Int
  private var output: [UInt8] = []

  init(bits: BitReader, most: Int) {
    self.bits = bits
    self.most = most
  }

  mutating func run() throws(ZipError) -> [UInt8] {
    var isLast = false
    while !isLast {
      isLast = try bits.bit() == 1
      switch try bits.bits(2) {
      case 0: try copyStored()
      case 1: try expand(literals: .fixedLiterals, distances: .fixedDistances)
      case 2:
        let (literals, distances) = try readCodes()
        try expand(literals: literals, distances: distances)
      default: throw damaged("a block of unknown kind")
      }
    }
    return output
  }

  private mutating func copyStored() throws(ZipError) {
    bits.dropRestOfByte()
    let length = try bits.bits(16)
    guard try bits.bits(16) == ~length & 0xFFFF else { throw damaged("a length") }
    for _ in 0..<length { try put(try bits.byte()) }
  }

  private mutating func expand(
    literals: HuffmanCode, distances: HuffmanCode
  ) throws(ZipError) {
    while true {
      let symbol = try literals.read(&bits)
      if symbol < 256 {
        try put(UInt8(symbol))
        continue
      }
      if symbol == 256 { return }
      guard symbol < 286 else { throw damaged("a length") }
      let length = lengthBase[symbol - 257] + (try bits.bits(lengthBits[symbol - 257]))
      let code = try distances.read(&bits)
      guard code < 30 else { throw damaged("a distance") }
      let distance = distanceBase[code] + (try bits.bits(distanceBits[code]))
      guard distance <= output.count else { throw damaged("a distance") }
      for _ in 0..<length { try put(output[output.count - distance]) }
    }
  }

  /// The codes at the head of a block (RFC 1951, 3.2.7).
  private mutating func readCodes() throws(ZipError) -> (HuffmanCode, HuffmanCode) {
    let literalCount = try bits.bits(5) + 257
    let distanceCount = try bits.bits(5) + 1
    let lengthCount = try bits.bits(4) + 4
    var lengths = [Int](repeating: 0, count: 19)
    for place in lengthOrder.prefix(lengthCount) { lengths[place] = try bits.bits(3) }
    let code = try checked(HuffmanCode(lengths: lengths))
    lengths = []
    while lengths.count < literalCount + distanceCount {
      let symbol = try code.read(&bits)
      switch symbol {
      case 16:
        guard let last = lengths.last else { throw damaged("a repetition") }
        lengths += Array(repeating: last, count: try bits.bits(2) + 3)
      case 17: lengths += Array(repeating: 0, count: try bits.bits(3) + 3)
      case 18: lengths += Array(repeating: 0, count: try bits.bits(7) + 11)
      default: lengths.append(symbol)
      }
    }
    guard lengths.count == literalCount + distanceCount else { throw damaged("a repetition") }
    return (
      try checked(HuffmanCode(lengths: lengths.prefix(literalCount))),
      try checked(HuffmanCode(lengths: lengths.dropFirst(literalCount)))
    )
  }

  private func checked(_ code: HuffmanCode?) throws(ZipError) -> HuffmanCode {
    guard let code else { throw damaged("a code") }
    return code
  }

  @inline(__always)
  private mutating func put(_ byte: UInt8) throws(ZipError) {
    guard output.count < most else {
      throw ZipError(.tooLarge(limit: most), at: bits.at)
    }
    output.append(byte)
  }

  private func damaged(_ what: String) -> ZipError {
    ZipError(.damaged(what), at: bits.at)
  }
}

extension HuffmanCode {
  private init(complete lengths: [Int]) {
    guard let code = HuffmanCode(lengths: lengths) else {
      preconditionFailure("the fixed codes have as many words as fit")
    }
    self = code
  }

  fileprivate static let fixedLiterals = HuffmanCode(
    complete: (0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 })
  fileprivate static let fixedDistances = HuffmanCode(
    complete: [Int](repeating: 5, count: 30))
}

private let lengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
private let lengthBits = (0..<29).map { $0 < 8 || $0 == 28 ? 0 : $0 / 4 - 1 }
private let lengthBase = (0..<29).map { code in
  code < 8 ? code + 3 : code == 28 ? 258 : (4 + code % 4) << (code / 4 - 1) + 3
}
private let distanceBits = (0..<30).map { $0 < 2 ? 0 : $0 / 2 - 1 }
private let distanceBase = (0..<30).map { code in
  code < 2 ? code + 1 : (2 + code % 2) << (code / 2 - 1) + 1
}
