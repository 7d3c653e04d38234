// A run's log: lines back and forth, curves, TensorBoard's records.

import Foundation
import RWKVTraining
import Testing

private let python = URL(fileURLWithPath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent().appending(path: ".venv/bin/python")

private let hasTensorBoard = {
  let process = Process()
  process.executableURL = python
  process.arguments = ["-c", "import tensorboard"]
  process.standardError = FileHandle.nullDevice
  guard (try? process.run()) != nil else { return false }
  process.waitUntilExit()
  return process.terminationStatus == 0
}()

private let lines = [
  LogLine("1\t100\t0.500\t6.25000\t1.0000e-03\t2.000\t\t"),
  LogLine("2\t300\t0.500\t4.25000\t2.0000e-03\t1.000\t\t"),
  LogLine("2\t\t\t\t\t\t3.50000\t20.0000"),
  LogLine("300\t100\t1.000\t2.00000\t2.0000e-03\t0.500\t\t"),
].compactMap { $0 }

@Suite struct LogTests {
  @Test func aLineIsReadAsItIsWritten() {
    #expect(lines.count == 4)
    for line in lines { #expect(LogLine(line.text.dropLast()) == line) }
  }

  @Test func aTornLineIsNone() {
    for text in [
      "", "1", "12\t100", "12\t100\t0.5\t6.25\t1e-3\t2", "\t\t\t\t\t\t\t", "12\t\t\t\t\t\t\t",
    ] {
      #expect(LogLine(text) == nil, "\(text)")
    }
  }

  @Test func curvesAreMeansOverTheTokensSoFar() {
    let curves = TrainingCurves(lines, mean: 2)
    #expect(curves.loss.map(\.x) == [0.0004])
    #expect(curves.loss.map(\.y) == [5.25])
    #expect(curves.throughput.map(\.y) == [400])
    #expect(curves.validation.map(\.x) == [0.0004])
    #expect(TrainingCurves(lines).loss.map(\.y) == [6.25, 4.25, 2])
  }

  @Test(.enabled(if: hasTensorBoard, "skipped: no tensorboard in .venv; run Scripts/setup-oracles"))
  func tensorBoardReadsEveryNumber() throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "continuo-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let records = lines.enumerated().map { EventRecord.line($1, seconds: Double($0)) }
    try (EventRecord.head + records.reduce(Data(), +))
      .write(to: folder.appending(path: "events.out.tfevents.0.continuo"))
    let process = Process()
    process.executableURL = python
    process.arguments = [
      "-c",
      """
      import sys
      from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
      events = EventAccumulator(sys.argv[1]); events.Reload()
      for tag in sorted(events.Tags()["scalars"]):
          print(tag, *(f"{e.wall_time:g}:{e.step}:{e.value:g}" for e in events.Scalars(tag)))
      """, folder.path,
    ]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    #expect(
      text == """
        bits_per_note 2:2:20
        gradient_norm 0:1:2 1:2:1 3:300:0.5
        learning_rate 0:1:0.001 1:2:0.002 3:300:0.002
        loss/training 0:1:6.25 1:2:4.25 3:300:2
        loss/validation 2:2:3.5
        tokens_per_second 0:1:200 1:2:600 3:300:100

        """)
  }
}
