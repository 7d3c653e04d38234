// A state that waits in half the memory.

import Checkpoint

/// The numbers of a state, rounded to bfloat16.
public struct CompactState: Sendable {
  private let bits: [UInt16]

  public init(_ state: State) { bits = state.values.map { bfloat16Bits($0) } }

  /// What remains of the state.
  public var state: State { State(bits.map { float(bfloat16Bits: $0) }) }
}
