// What stands in a bar of cells: two hands and the pedal.

import Music

/// What stands in a bar of cells, in this order: the right hand, the left hand, the pedal.
public enum Block: Hashable, Comparable, CaseIterable, Sendable {
  case hand(Hand)
  case pedal

  public static let allCases = Hand.allCases.map(Block.hand) + [.pedal]

  /// nil for the pedal, which belongs to both hands.
  public var hand: Hand? { if case .hand(let hand) = self { hand } else { nil } }

  /// Its place in the bar, from 0.
  var index: Int {
    switch self {
    case .hand(.right): 0
    case .hand(.left): 1
    case .pedal: 2
    }
  }

  public static func < (a: Block, b: Block) -> Bool { a.index < b.index }
}
