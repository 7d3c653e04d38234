// Which holes are cut into windows, and how often.

import Music
import Random
import Tokens

/// How often each kind of hole is cut into a window, in parts of their sum.
public struct HoleMixture: Hashable, Sendable, Codable {
  public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
    /// The window as it stands.
    case none
    /// Both hands of the last bars: up to half of the window.
    case tail
    /// Both hands of some bars, with bars on both sides: up to half of the window.
    case middle
    /// One hand of some bars, or of all.
    case hand
    /// Cells here and there, from a tenth to a half of them.
    case scattered
  }

  private var weights: [String: Double]

  /// What the models of this project are trained with.
  public init() { self.init([.none: 4, .tail: 6, .middle: 5, .hand: 3, .scattered: 2]) }

  /// - Parameter weights: None negative, some positive; 0 for a kind that is not named.
  public init(_ weights: [Kind: Double]) {
    precondition(weights.values.allSatisfy { $0 >= 0 }, "weights are not negative")
    precondition(weights.values.contains { $0 > 0 }, "some kind of hole has a weight")
    self.weights = Dictionary(uniqueKeysWithValues: weights.map { ($0.key.rawValue, $0.value) })
  }

  public subscript(kind: Kind) -> Double { weights[kind.rawValue] ?? 0 }

  /// The same kinds without `none`; without any other, the usual ones.
  public var onlyHoles: HoleMixture {
    let holes = Kind.allCases.filter { $0 != .none && self[$0] > 0 }
    guard !holes.isEmpty else { return HoleMixture().onlyHoles }
    return HoleMixture(Dictionary(uniqueKeysWithValues: holes.map { ($0, self[$0]) }))
  }

  /// The kind at a place from 0 to 1.
  func kind(at place: Double) -> Kind {
    var rest = place * Kind.allCases.reduce(0) { $0 + self[$1] }
    for kind in Kind.allCases where self[kind] > 0 {
      rest -= self[kind]
      if rest < 0 { return kind }
    }
    return Kind.allCases.last { self[$0] > 0 } ?? .none
  }

  /// A hole of a kind in so many bars, one at least. A kind that has no room for one becomes
  /// another: of two bars there is no middle, of one only a hand is cut.
  static func hole(
    _ kind: Kind, bars: Int, _ generator: inout SplitMix64
  ) -> Set<Cell> {
    func cells(_ bars: Range<Int>, _ hands: [Hand]) -> Set<Cell> {
      Set(bars.flatMap { bar in hands.map { Cell(bar: bar, hand: $0) } })
    }
    switch kind {
    case .none: return []
    case .tail where bars > 1:
      let count = 1 + generator.below(max(1, bars / 2))
      return cells(bars - count..<bars, [.right, .left])
    case .middle where bars > 2:
      let count = 1 + generator.below(max(1, min(bars - 2, bars / 2)))
      let start = 1 + generator.below(bars - count - 1)
      return cells(start..<start + count, [.right, .left])
    case .middle where bars > 1: return hole(.tail, bars: bars, &generator)
    case .scattered where bars > 1:
      let share = 10 + generator.below(41)
      let all = cells(0..<bars, [.right, .left]).sorted()
      let some = Set(all.filter { _ in generator.below(100) < share })
      return some.isEmpty ? [all[generator.below(all.count)]] : some
    case .tail, .middle, .scattered, .hand:
      let hand: Hand = generator.below(2) == 0 ? .right : .left
      if generator.below(3) == 0 { return cells(0..<bars, [hand]) }
      let count = 1 + generator.below(bars)
      let start = generator.below(bars - count + 1)
      return cells(start..<start + count, [hand])
    }
  }
}
