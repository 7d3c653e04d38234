// Sorts more than memory should hold.

import Foundation

/// Pairs of numbers, sorted on the disk: memory holds one run, and a little of each other.
///
/// Entries are gathered into runs, which are sorted and written one after the other into one file and
/// merged when they are asked for.
final class ExternalSort {
  struct Entry: Comparable {
    var key: UInt64
    var value: UInt64

    static func < (a: Entry, b: Entry) -> Bool { (a.key, a.value) < (b.key, b.value) }
  }

  private let url: URL
  private let handle: FileHandle
  private let runSize: Int
  /// The run that is not yet in the file.
  private var buffer: [Entry] = []
  private var writtenRuns = 0
  /// Entries that are read of a run at once.
  private static let readSize = 256

  /// - Parameters:
  ///   - url: Of the file, which is removed when this is let go. Nothing is there yet.
  ///   - runSize: Entries that memory holds.
  init(_ url: URL, runSize: Int = 1 << 17) throws(DatasetError) {
    (self.url, self.runSize) = (url, runSize)
    handle = try attempt(url) {
      try Data().write(to: url)
      return try FileHandle(forUpdating: url)
    }
  }

  deinit {
    try? handle.close()
    try? FileManager.default.removeItem(at: url)
  }

  func add(key: UInt64, value: UInt64) throws(DatasetError) {
    buffer.append(Entry(key: key, value: value))
    guard buffer.count == runSize else { return }
    buffer.sort()
    try attempt(url) {
      try handle.seekToEnd()
      try handle.write(contentsOf: buffer.withUnsafeBytes { Data($0) })
    }
    buffer.removeAll(keepingCapacity: true)
    writtenRuns += 1
  }

  /// All entries, ascending by key, then by value.
  func forEachEntry(_ body: (Entry) throws(DatasetError) -> Void) throws(DatasetError) {
    buffer.sort()
    var runs = (0..<writtenRuns).map { Run(start: $0 * runSize, end: ($0 + 1) * runSize) }
    runs.append(Run(buffer))
    // Sorted, the heads are a heap, whose least is the first.
    var heads: [(entry: Entry, run: Int)] = []
    for run in runs.indices {
      if let entry = try next(of: &runs[run]) { heads.append((entry, run)) }
    }
    heads.sort { $0.entry < $1.entry }
    while let head = heads.first {
      try body(head.entry)
      if let entry = try next(of: &runs[head.run]) {
        heads[0].entry = entry
      } else {
        heads[0] = heads[heads.count - 1]
        heads.removeLast()
      }
      sink(&heads)
    }
  }

  /// A sorted run: what is read of it and not yet given, and where the rest stands in the file.
  private struct Run {
    var entries: [Entry]
    var place = 0
    /// In entries.
    var rest: Range<Int>

    init(start: Int, end: Int) { (entries, rest) = ([], start..<end) }
    init(_ entries: [Entry]) { (self.entries, rest) = (entries, 0..<0) }
  }

  private func next(of run: inout Run) throws(DatasetError) -> Entry? {
    if run.place == run.entries.count {
      guard !run.rest.isEmpty else { return nil }
      let count = min(Self.readSize, run.rest.count)
      run.entries = try read(from: run.rest.lowerBound, count)
      (run.place, run.rest) = (0, run.rest.dropFirst(count))
    }
    defer { run.place += 1 }
    return run.entries[run.place]
  }

  private func read(from start: Int, _ count: Int) throws(DatasetError) -> [Entry] {
    let size = MemoryLayout<Entry>.stride
    let data = try attempt(url) {
      try handle.seek(toOffset: UInt64(start * size))
      return try handle.read(upToCount: count * size) ?? Data()
    }
    guard data.count == count * size else {
      throw DatasetError(
        url, at: .byte(start * size + data.count), "ends here", advice: "prepare again")
    }
    return data.withUnsafeBytes { Array($0.bindMemory(to: Entry.self)) }
  }

  /// Makes a heap of heads again of which the first has changed.
  private func sink(_ heads: inout [(entry: Entry, run: Int)]) {
    var parent = 0
    while 2 * parent + 1 < heads.count {
      var child = 2 * parent + 1
      if child + 1 < heads.count, heads[child + 1].entry < heads[child].entry { child += 1 }
      guard heads[child].entry < heads[parent].entry else { return }
      heads.swapAt(parent, child)
      parent = child
    }
  }
}
