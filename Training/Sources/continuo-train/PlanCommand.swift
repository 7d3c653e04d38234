// Where the memory of a training step would go, and what fits.

import ArgumentParser
import Foundation
import RWKVTraining

struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Where the memory of a training step would go, and what fits.",
    discussion: """
      Nothing is computed: the tensors that a step keeps are counted. GiB are 2^30 bytes.

      EXAMPLES
        continuo-train plan --layers 9 --width 256 --batch 4
        continuo-train plan --layers 24 --width 2048 --vocabulary 65536 --batch 1 --length 4096 \\
          --recompute --memory 24
      """)

  @OptionGroup var sizes: StepSizes

  @Option(help: "The share of the tokens that is predicted, between 0 and 1.")
  var predicted = 1.0

  @Option(
    help: "The optimizer: adamw, muon, or none, as in benchmark.",
    transform: { name in
      let kind = TrainingOptions.OptimizerKind(rawValue: name)
      guard kind != nil || name == "none" else {
        throw ValidationError("write adamw, muon or none")
      }
      return kind
    })
  var optimizer: TrainingOptions.OptimizerKind? = TrainingOptions().optimizer

  @Flag(help: "Add up the gradients of several parts or workers.")
  var accumulate = false

  @Option(help: "GiB of the device.")
  var memory: Double?

  mutating func validate() throws {
    guard predicted > 0, predicted <= 1, memory ?? 1 > 0 else {
      throw ValidationError("--predicted is above 0 and at most 1, --memory above 0")
    }
  }

  func run() {
    var plan = TrainingMemory(
      sizes.configuration, windows: sizes.batch, length: sizes.length)
    plan.predictedShare = predicted
    plan.isBfloat16 = sizes.precision == .bf16
    plan.recomputesBlocks = sizes.recompute
    plan.accumulates = accumulate
    plan.optimizer = optimizer
    print("\(plan.configuration.parameterCount) parameters, \(sizes.batch * sizes.length) tokens")
    for (name, bytes) in [
      ("weights of the products, bf16", plan.products),
      ("master weights, fp32", plan.masterWeights), ("gradients, fp32", plan.gradients),
      ("optimizer", plan.moments), ("activations", plan.activations),
      ("gradients inside a block", plan.gradientsOfBlock), ("WKV states", plan.states),
      ("logits of the predicted tokens", plan.logits), ("(logits of all tokens)", plan.allLogits),
      ("at the peak", plan.peak), ("of a process on the CPU", plan.processPeak),
    ] {
      print(name.padding(toLength: 32, withPad: " ", startingAt: 0) + gibibytes(bytes))
    }
    if let memory { print(advice(plan, memory)) }
  }

  private func gibibytes(_ bytes: Int) -> String {
    String(format: "%9.3f GiB", Double(bytes) / Double(1 << 30))
  }

  private func advice(_ plan: TrainingMemory, _ memory: Double) -> String {
    let bytes = Int(memory * Double(1 << 30))
    let device = String(format: "%g GiB", memory)
    if let windows = plan.mostWindows(in: bytes) {
      return plan.peak <= bytes
        ? "fits into \(device); so do up to \(windows) windows at once"
        : "does not fit into \(device); up to \(windows) windows at once do: "
          + "--batch \(windows), or --accumulate in training"
    }
    var smaller = plan
    smaller.recomputesBlocks = true
    if let windows = smaller.mostWindows(in: bytes) {
      return "does not fit into \(device); with --recompute up to \(windows) windows at once do"
    }
    guard let layers = smaller.mostLayers(in: bytes) else {
      return "does not fit into \(device), nor does one layer of this width"
    }
    return "does not fit into \(device), with --recompute neither; \(layers) layers of this width "
      + "do"
  }
}
