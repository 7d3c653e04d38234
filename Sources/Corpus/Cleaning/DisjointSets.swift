// Sets that are joined until they are told.

/// A division of 0..<count into sets, which are joined two by two.
struct DisjointSets {
  private var parents: [UInt32]

  init(count: Int) { parents = (0..<UInt32(count)).map { $0 } }

  /// The least element of the set that holds an element.
  mutating func first(_ element: Int) -> Int {
    var root = UInt32(element)
    while parents[Int(root)] != root {
      parents[Int(root)] = parents[Int(parents[Int(root)])]
      root = parents[Int(root)]
    }
    return Int(root)
  }

  mutating func join(_ a: Int, _ b: Int) {
    let (a, b) = (first(a), first(b))
    parents[max(a, b)] = UInt32(min(a, b))
  }
}
