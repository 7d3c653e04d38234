// How fast this machine trains, beside how fast it multiplies matrices.

import ArgumentParser
import Foundation
import RWKVTraining
import Tokens
import Torch

struct StepBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "step",
    abstract: "Training tokens and operations per second beside the rate of matrix products.",
    discussion: """
      Steps of training and bf16 matrix products of the same sizes take turns, so that both see the
      same machine. The medians are printed as JSON.

      EXAMPLES
        continuo-train benchmark
        continuo-train benchmark --layers 12 --width 384
        continuo-train benchmark --generation 6 --batch 1 --length 16384 --recompute
      """)

  @OptionGroup var sizes: StepSizes

  @Option(help: "Steps that are timed.")
  var steps = 8

  @Option(help: "The model's kernels: fused, or plain libtorch operations.")
  var kernels: Model.Kernels = .fused

  @Option(help: "Threads; by default all cores.")
  var threads: Int?

  mutating func validate() throws {
    guard steps > 0, threads ?? 1 > 0 else {
      throw ValidationError("--steps and --threads are at least 1")
    }
  }

  func run() throws {
    if let threads { Backend.threads = threads }
    Backend.countMemory()
    let (configuration, type) = (sizes.configuration, sizes.precision.elementType)
    let tokens = sizes.batch * sizes.length
    let products = MatrixProducts(rows: tokens, width: configuration.width, type)
    let besides = Backend.memory
    let parameters = Parameters(configuration, seed: 1)
    let model = Model(configuration, parameters, precision: type, kernels: kernels)
    let windows = (0..<sizes.batch).map { row in
      (0...sizes.length).map { (i: Int) -> Token in
        Token((i * i * 7 + row * 13 + 3 * i) % sizes.vocabulary)
      }
    }
    let work = Batch(windows, padding: Token(0))
    var figures = Figures()
    for number in 0...steps {
      Backend.countMemory()
      let seconds = time {
        _ = model.addGradients(of: work, recomputing: sizes.recompute)
        _ = Tensor.clipGradients(of: parameters.all, to: 1)
        Tensor.clearGradients(of: parameters.all)
      }
      figures.tensorBytes = max(figures.tensorBytes, Backend.peakMemory - besides)
      let rate = products.operations / time { products.run() }
      if number > 0 {
        figures.seconds.append(seconds)
        figures.productRates.append(rate)
      }
    }
    report(configuration, figures)
  }

  /// What was measured: seconds a step, operations a second, bytes.
  private struct Figures {
    var seconds: [Double] = []
    var productRates: [Double] = []
    var tensorBytes = 0
  }

  private func report(_ configuration: RWKVTraining.Configuration, _ figures: Figures) {
    let (seconds, productRate) = (median(figures.seconds), median(figures.productRates))
    let tokens = Double(sizes.batch * sizes.length) / seconds
    let operations = tokens * configuration.operationsPerToken
    print(
      String(
        format: """
          {"generation": "%@", "layers": %d, "width": %d, "parameters": %d, "batch": %d, \
          "length": %d, "precision": "%@", "kernels": "%@", "threads": %d, \
          "seconds_per_step": %.3f, "tokens_per_second": %.0f, "gflops": %.0f, \
          "matrix_product_gflops": %.0f, "share_of_matrix_products": %.3f, \
          "tensor_megabytes": %d, "peak_megabytes": %d}
          """,
        configuration.generation.rawValue, configuration.layerCount, configuration.width,
        configuration.parameterCount, sizes.batch, sizes.length, sizes.precision.rawValue,
        kernels.rawValue, Backend.threads, seconds, tokens, operations / 1e9, productRate / 1e9,
        operations / productRate, figures.tensorBytes / 1_000_000, peakMemory / 1_000_000))
  }
}

/// Products of the sizes that channel mixing has.
private struct MatrixProducts {
  let x, weight: Tensor
  let operations: Double

  init(rows: Int, width: Int, _ type: Torch.ElementType) {
    func random(_ shape: [Int]) -> Tensor {
      let tensor = Tensor.zeros(shape)
      tensor.fillUniform(-1...1)
      return tensor.cast(to: type)
    }
    x = random([rows, width])
    weight = random([4 * width, width])
    operations = 20 * 2 * Double(rows) * Double(width) * 4 * Double(width)
  }

  func run() {
    withoutGradients { for _ in 0..<20 { _ = x.linear(weight) } }
  }
}
