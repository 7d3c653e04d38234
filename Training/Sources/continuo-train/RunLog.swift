// A run's numbers on disk: a table, and the same for TensorBoard.

import Checkpoint
import Foundation
import RWKVTraining

/// A run's numbers on disk: `log.tsv`, a line a step or evaluation, and the same for TensorBoard.
final class RunLog {
  private let table, events: FileHandle
  /// How long the run has trained.
  private var seconds = 0.0

  /// Keeps the lines of an interrupted run that its checkpoint knows of; what came after it is done
  /// again. A line that was being written when the run ended is dropped.
  init(_ folder: URL, keeping state: RunState) throws {
    let table = folder.appendingPathComponent("log.tsv")
    let events = folder.appendingPathComponent("events.out.tfevents.0.continuo")
    let kept = LogLine.all(in: table).filter { line in
      if case .training = line.content { return line.step <= state.step }
      return line.step <= state.history.lastEvaluationStep ?? 0
    }
    self.table = try Self.begin(table) { handle in
      try handle.write(contentsOf: Data((LogLine.header + kept.map(\.text).joined()).utf8))
    }
    var seconds = 0.0
    self.events = try Self.begin(events) { handle in
      try handle.write(contentsOf: EventRecord.head)
      for line in kept {
        seconds += line.trainingSeconds
        try handle.write(contentsOf: EventRecord.line(line, seconds: seconds))
      }
    }
    self.seconds = seconds
  }

  /// Brings all lines to the disk.
  func synchronize() throws { try table.synchronize() }

  func close() throws {
    try table.close()
    try events.close()
  }

  func add(_ line: LogLine) throws {
    seconds += line.trainingSeconds
    try table.write(contentsOf: Data(line.text.utf8))
    try events.write(contentsOf: EventRecord.line(line, seconds: seconds))
  }

  /// A file with what `body` writes, to write on.
  private static func begin(_ url: URL, _ body: (FileHandle) throws -> Void) throws -> FileHandle {
    WholeFile.removeLeftovers(of: url)
    try WholeFile.write(to: url, body)
    let handle = try FileHandle(forWritingTo: url)
    try handle.seekToEnd()
    return handle
  }
}

extension LogLine {
  fileprivate var trainingSeconds: Double {
    if case .training(_, let seconds, _, _, _) = content { seconds } else { 0 }
  }
}
