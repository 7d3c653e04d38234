// A share of the work of a preparation.

/// A share of a preparation's blocks: those whose number leaves `index` when divided by `count`.
public struct Shard: Hashable, Sendable {
  public let index: Int
  public let count: Int

  /// All of the work.
  public static let whole = Shard(index: 0, count: 1)

  private init(index: Int, count: Int) { (self.index, self.count) = (index, count) }

  /// Such as "0/4", the first of four; nil when it is no share.
  public init?(_ text: String) {
    let numbers = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard numbers.count == 2, let index = numbers[0], let count = numbers[1], index >= 0,
      index < count
    else { return nil }
    self.init(index: index, count: count)
  }

  func holds(block: Int) -> Bool { block % count == index }
}
