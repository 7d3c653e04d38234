// Reads the pickle in a PyTorch file, a dictionary of tensors; it never calls anything.

/// A value in a pickle; of classes and functions only the names.
indirect enum PickleValue {
  case none
  case bool(Bool)
  case int(Int)
  case string(String)
  case name(String)
  case tuple([PickleValue], depth: Int)
  case dictionary([(key: PickleValue, value: PickleValue)], depth: Int)
  /// What a persistent id names.
  case persistent(PickleValue)
  /// A name from the list of those that are known, and what it was called with.
  case call(String, PickleValue)

  var depth: Int {
    switch self {
    case .tuple(_, let depth), .dictionary(_, let depth): depth
    case .persistent(let value), .call(_, let value): value.depth + 1
    default: 0
    }
  }
}

/// Why a pickle is refused, at which byte of it.
struct PickleError: Error {
  let what: String
  let offset: Int
}

/// A stack machine that only builds values.
struct Pickle {
  /// What may be named.
  private static let known: Set = [
    "collections.OrderedDict", "torch._utils._rebuild_tensor_v2", "torch.FloatStorage",
    "torch.BFloat16Storage", "torch.HalfStorage",
  ]
  /// More than any dictionary of tensors has, and too few for the stack of a processor to feel.
  private static let deepest = 16

  private let bytes: [UInt8]
  private var position = 0
  private var stack: [PickleValue] = []
  private var marks: [Int] = []
  private var memo: [Int: PickleValue] = [:]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The value that the pickle holds.
  mutating func value() throws(PickleError) -> PickleValue {
    while true {
      let opcode = try byte()
      if opcode == UInt8(ascii: ".") { return try pop() }
      try execute(opcode)
    }
  }

  private mutating func execute(_ opcode: UInt8) throws(PickleError) {
    switch opcode {
    case 0x80: _ = try byte()  // protocol
    case UInt8(ascii: "}"): try push(.dictionary([], depth: 1))
    case UInt8(ascii: ")"): try push(.tuple([], depth: 1))
    case UInt8(ascii: "("): marks.append(stack.count)
    case UInt8(ascii: "X"): try push(.string(try text(count: try number(4))))
    case UInt8(ascii: "q"): memo[try number(1)] = try top()
    case UInt8(ascii: "r"): memo[try number(4)] = try top()
    case UInt8(ascii: "h"): try recall(try number(1))
    case UInt8(ascii: "j"): try recall(try number(4))
    case UInt8(ascii: "c"): try pushName()
    case UInt8(ascii: "J"): try push(.int(Int(Int32(truncatingIfNeeded: try number(4)))))
    case UInt8(ascii: "K"): try push(.int(try number(1)))
    case UInt8(ascii: "M"): try push(.int(try number(2)))
    case 0x8A: try push(.int(try longNumber()))
    case UInt8(ascii: "t"): try pushTuple(popToMark())
    case 0x85: try pushTuple([pop()])
    case 0x86: try pushTuple(pop(2))
    case 0x87: try pushTuple(pop(3))
    case UInt8(ascii: "Q"): try push(.persistent(try pop()))
    case 0x88: try push(.bool(true))
    case 0x89: try push(.bool(false))
    case UInt8(ascii: "N"): try push(.none)
    case UInt8(ascii: "R"): try call()
    case UInt8(ascii: "s"): try set(pop(2))
    case UInt8(ascii: "u"): try set(popToMark())
    case UInt8(ascii: "b"): _ = try pop()  // attributes of a dictionary, which say nothing
    default: throw error("the operation \(opcode) has no place in a dictionary of tensors")
    }
  }

  private mutating func pushName() throws(PickleError) {
    let name = "\(try line()).\(try line())"
    guard Pickle.known.contains(name) else { throw error("it asks for '\(name)'") }
    try push(.name(name))
  }

  private mutating func call() throws(PickleError) {
    let arguments = try pop()
    guard case .name(let name) = try pop() else { throw error("a call of what is no function") }
    try push(name == "collections.OrderedDict" ? .dictionary([], depth: 1) : .call(name, arguments))
  }

  private mutating func set(_ items: [PickleValue]) throws(PickleError) {
    guard case .dictionary(var pairs, var depth) = try pop(), items.count % 2 == 0 else {
      throw error("entries for what is no dictionary")
    }
    for index in stride(from: 0, to: items.count, by: 2) {
      pairs.append((items[index], items[index + 1]))
      depth = max(depth, items[index].depth + 1, items[index + 1].depth + 1)
    }
    try push(.dictionary(pairs, depth: depth))
  }

  private mutating func pushTuple(_ values: [PickleValue]) throws(PickleError) {
    try push(.tuple(values, depth: (values.map(\.depth).max() ?? 0) + 1))
  }
}

// MARK: - Stack and bytes

extension Pickle {
  private mutating func push(_ value: PickleValue) throws(PickleError) {
    guard value.depth <= Pickle.deepest else { throw error("values within values without end") }
    stack.append(value)
  }

  private func top() throws(PickleError) -> PickleValue {
    guard let value = stack.last, stack.count > marks.last ?? 0 else {
      throw error("a value is missing")
    }
    return value
  }

  private mutating func pop() throws(PickleError) -> PickleValue {
    let value = try top()
    stack.removeLast()
    return value
  }

  private mutating func pop(_ count: Int) throws(PickleError) -> [PickleValue] {
    guard stack.count - (marks.last ?? 0) >= count else { throw error("a value is missing") }
    defer { stack.removeLast(count) }
    return Array(stack.suffix(count))
  }

  private mutating func popToMark() throws(PickleError) -> [PickleValue] {
    guard let mark = marks.popLast() else { throw error("a mark is missing") }
    defer { stack.removeSubrange(mark...) }
    return Array(stack[mark...])
  }

  private mutating func recall(_ index: Int) throws(PickleError) {
    guard let value = memo[index] else { throw error("it recalls what it has not noted") }
    try push(value)
  }

  private mutating func byte() throws(PickleError) -> UInt8 {
    guard position < bytes.count else { throw error("it ends too early") }
    defer { position += 1 }
    return bytes[position]
  }

  /// Little-endian, of at most four bytes.
  private mutating func number(_ size: Int) throws(PickleError) -> Int {
    var value = 0
    for shift in 0..<size { value |= Int(try byte()) << (8 * shift) }
    return value
  }

  /// A signed number that says how many bytes it has.
  private mutating func longNumber() throws(PickleError) -> Int {
    let size = Int(try byte())
    guard size <= 8 else { throw error("a number beyond any tensor") }
    var value: UInt64 = 0
    for shift in 0..<size { value |= UInt64(try byte()) << UInt64(8 * shift) }
    let unused = UInt64(64 - 8 * size)
    return size == 0 ? 0 : Int(truncatingIfNeeded: value << unused) >> Int(unused)
  }

  private mutating func text(count: Int) throws(PickleError) -> String {
    guard count <= bytes.count - position,
      let text = String(validating: bytes[position..<position + count], as: UTF8.self)
    else { throw error("a string that ends outside or is not UTF-8") }
    position += count
    return text
  }

  private mutating func line() throws(PickleError) -> String {
    guard let end = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) else {
      throw error("a line without end")
    }
    defer { position = end + 1 }
    return String(decoding: bytes[position..<end], as: UTF8.self)
  }

  private func error(_ what: String) -> PickleError { PickleError(what: what, offset: position) }
}
