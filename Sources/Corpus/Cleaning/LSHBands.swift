// Bands of sketches, in which nearly equal pieces agree.

import Foundation

/// Bands of sketches, sorted: a band is some places of a sketch that follow each other.
struct LSHBands {
  private let keys: ExternalSort

  private static let size = 3
  private static let count = MinHash.places / size
  /// Sets with fewer elements say too little.
  private static let leastElements = 24

  init(in folder: URL) throws(DatasetError) {
    keys = try ExternalSort(folder.appending(path: "bands"))
  }

  func add(_ likeness: Likeness, place: Int) throws(DatasetError) {
    for part in SketchFile.Part.allCases {
      let sketch = part == .top ? likeness.top : likeness.whole
      guard sketch.count >= Self.leastElements else { continue }
      for band in 0..<Self.count {
        let values = sketch.values[band * Self.size..<(band + 1) * Self.size]
        let number = UInt64(part.rawValue * Self.count + band)
        try keys.add(key: values.reduce(number) { $0 << 16 | UInt64($1) }, value: UInt64(place))
      }
    }
  }

  /// Gives all places, one band after the other; those whose pieces agree in it follow each other.
  ///
  /// - Parameter body: Is given a number that is the same where pieces agree, and no other.
  func forEachPlace(
    _ body: (_ part: SketchFile.Part, _ key: UInt64, _ place: Int) throws(DatasetError) -> Void
  ) throws(DatasetError) {
    try keys.forEachEntry { entry throws(DatasetError) in
      let isTop = entry.key >> (16 * UInt64(Self.size)) < UInt64(Self.count)
      try body(isTop ? .top : .whole, entry.key, Int(entry.value))
    }
  }
}
