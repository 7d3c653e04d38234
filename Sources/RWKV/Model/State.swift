// The model's memory after a token, and the same in half the space.

import Checkpoint

/// The model's memory after a token: a value of one fixed size, copied only when a copy is changed.
public struct State: Sendable {
  private var storage: Storage

  /// The state before the first token.
  init(count: Int) { storage = Storage(count: count) }

  /// The state that has these numbers.
  init(_ values: [Float]) {
    storage = Storage(count: values.count)
    _ = UnsafeMutableBufferPointer(start: storage.pointer, count: values.count)
      .update(from: values)
  }

  /// All numbers, layer by layer: what the time mixing looks back at (C), what the channel mixing
  /// looks back at (C), then the matrix of each head (N,N), rows by key and columns by value.
  public var values: [Float] {
    [Float](UnsafeBufferPointer(start: storage.pointer, count: storage.count))
  }

  public var count: Int { storage.count }

  /// For writing, valid as long as this state is neither copied, changed nor destroyed.
  mutating func mutablePointer() -> UnsafeMutablePointer<Float> {
    if !isKnownUniquelyReferenced(&storage) { storage = Storage(copying: storage) }
    return storage.pointer
  }
}

extension State: Hashable {
  public static func == (a: State, b: State) -> Bool {
    a.storage === b.storage || a.values == b.values
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(values) }
}

/// The numbers of a state, rounded to bfloat16.
public struct CompactState: Sendable {
  private let bits: [UInt16]

  public init(_ state: State) { bits = state.values.map { bfloat16Bits($0) } }

  /// What remains of the state.
  public var state: State { State(bits.map { float(bfloat16Bits: $0) }) }
}

/// Written only through a state that holds it alone.
private final class Storage: @unchecked Sendable {
  let pointer: UnsafeMutablePointer<Float>
  let count: Int

  init(count: Int) {
    self.count = count
    pointer = .allocateCacheLines(count)
    pointer.initialize(repeating: 0, count: count)
  }

  init(copying other: Storage) {
    count = other.count
    pointer = .allocateCacheLines(count)
    pointer.initialize(from: other.pointer, count: count)
  }

  deinit { pointer.deallocate() }
}
