// Measures the engine: prompts, takes, and how long a composer waits.

import ArgumentParser
import Checkpoint
import Foundation
import RWKV
import Rendering

struct EngineCommand: ParsableCommand {
  /// What can be measured by itself.
  enum Part: String, CaseIterable, ExpressibleByArgument {
    case speeds, completions, edits
  }

  static let configuration = CommandConfiguration(
    commandName: "engine",
    abstract: "Measures how fast models read and write tokens, beside this machine's bounds.",
    discussion: """
      Without --model and --shape, the models in Models are measured, or, where there are none, \
      random weights of all shapes. Random weights write no music, so completions are timed with \
      trained models only.
      """)

  @Option(help: "A checkpoint as continuo loads it; can be given several times.")
  var model: [String] = []

  @Option(
    help: """
      Random weights: 9 layers of 256, 12 of 384, 512 or 768, 24 of 1152; can be given several \
      times.
      """)
  var shape: [ModelShape] = []

  @Option(help: "In which formats the weights are kept; can be given several times.")
  var weights: [Weights] = Weights.allCases

  @Option(help: "What to measure; can be given several times.")
  var part: [Part] = Part.allCases

  @Flag(help: "Leaves out the rwkv package of the tests' Python.")
  var alone = false

  @Option(
    help: ArgumentHelp(
      "The shared library of rwkv.cpp, which is then measured too.", valueName: "library"))
  var rwkvCpp: String?

  @OptionGroup var options: MeasuringOptions

  func run() throws {
    var result = Report()
    let (files, shapes) = models
    for file in files {
      let name = file.lastPathComponent
      result.tables += try measure(MeasuredModel(file, name: name, weights, isTrained: true))
    }
    for shape in shapes {
      result.tables += try inTemporaryFolder { folder in
        let url = folder.appending(path: "\(shape.rawValue).safetensors")
        try writeRandomModel(layers: shape.layers, width: shape.width, to: url)
        return try measure(
          MeasuredModel(
            url, name: "random weights \"\(shape.rawValue)\"", weights, isTrained: false))
      }
    }
    try result.print(asJSON: options.json)
  }

  private var models: (files: [URL], shapes: [ModelShape]) {
    if !model.isEmpty || !shape.isEmpty { return (model.map { URL(filePath: $0) }, shape) }
    let shipped = SourceTree.files(
      below: SourceTree.root.appending(path: "Models"), endings: ["safetensors"])
    return shipped.isEmpty ? ([], ModelShape.allCases) : (shipped, [])
  }

  private func measure(_ model: MeasuredModel) throws -> [Table] {
    report(model.title)
    var tables: [Table] = []
    if part.contains(.speeds) {
      let peers = try startPeers(model)
      let rates = try measureInTurns(
        model.workloads(options, peers: peers), rounds: options.rounds)
      tables += EngineTables(model: model, rates: rates, threadCounts: options.threadCounts).all
      tables.append(try SamplingTable(options).table(model, rates))
    }
    guard model.isTrained else { return tables }
    if part.contains(.completions) { tables.append(try CompletionTable.measure(model, options)) }
    if part.contains(.edits) { tables.append(try EditTable.measure(model, options)) }
    return tables
  }

  private func startPeers(_ model: MeasuredModel) throws -> [EnginePeer] {
    var peers: [EnginePeer] = []
    if !alone, let peer = try Peer("rwkv_peer.py", [model.url.path]) {
      peers.append(EnginePeer(program: "rwkv", formats: ["FP32"], peer: peer))
    }
    if let rwkvCpp {
      let formats = ["FP32", "FP16", "Q8_0", "Q5_1", "Q4_0"]
      let arguments = [rwkvCpp, model.url.path] + formats
      if let peer = try Peer("rwkvcpp_peer.py", arguments) {
        peers.append(EnginePeer(program: "rwkv.cpp", formats: formats, peer: peer))
      }
    }
    for peer in peers { try check(model, peer) }
    return peers
  }

  /// The peer begins with its logits after some tokens; programs that differ in them do not do the
  /// same work.
  private func check(_ model: MeasuredModel, _ peer: EnginePeer) throws {
    struct Opening: Decodable {
      let tokens: [Int]
      let logits: [Float]
    }
    let opening: Opening = try peer.peer.answer()
    let engine = try Model(SafeTensors(contentsOf: model.url), precision: .float32)
    var state = engine.makeState()
    let logits = engine.prefill(opening.tokens, state: &state)
    let pairs = zip(logits, opening.logits)
    let largest = pairs.map { abs($0 - $1) }.max() ?? .infinity
    let span = (logits.max() ?? 0) - (logits.min() ?? 0)
    report("logits differ from those of \(peer.program) by \(largest) of \(span)")
    guard logits.count == opening.logits.count, largest < 1e-2 * span else {
      throw UserError("the logits of \(peer.program) differ by \(largest); it does other work")
    }
  }
}
