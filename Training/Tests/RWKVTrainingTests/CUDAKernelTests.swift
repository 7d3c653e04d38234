// The kernels for NVIDIA cards, run on the CPU: they agree with the formula, with all gradients.

// The letters are the paper's.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

import CUDAEmulation
import Testing
import Tokens
import Torch

@testable import RWKVTraining

/// What `body` gives when the recurrences in it go the way of a card; they must have run there.
private func onACard<Result>(_ body: () -> Result) -> Result {
  let count = cuda_emulation_launch_count()
  cuda_emulation_set_enabled(1)
  defer {
    cuda_emulation_set_enabled(0)
    #expect(cuda_emulation_launch_count() >= count + 3, "a forward and two backward kernels ran")
  }
  return body()
}

extension LibtorchTests {
  @Suite struct CUDAKernelTests {
    @Test(
      arguments: [1, 15, 16, 17, 100], [(ElementType.float32, 5e-6), (ElementType.bfloat16, 2e-2)])
    func theKernelsAgreeWithThePlainFormInFloat64(
      length: Int, precision: (type: ElementType, limit: Double)
    ) {
      let seven = Problem7(.random, length: length, seed: length)
      expectAgreement(
        onACard { seven.outcome(precision.type, rounded: precision.type, fusedWKV7) },
        seven.outcome(.float64, rounded: precision.type, plainWKV7), limit: precision.limit, "7")
      let six = Problem6(.random, length: length, seed: length)
      expectAgreement(
        onACard { six.outcome(precision.type, fusedWKV6) },
        six.outcome(precision.type, exactly: true, plainWKV6), limit: precision.limit, "6")
    }

    @Test(arguments: [16, 128])
    func soTheyDoForOtherSizesOfHeads(headSize: Int) {
      let seven = Problem7(.random, length: 20, seed: headSize, heads: 1, headSize: headSize)
      expectAgreement(
        onACard { seven.outcome(.float32, rounded: .float32, fusedWKV7) },
        seven.outcome(.float64, rounded: .float32, plainWKV7), limit: 5e-6, "7")
      let six = Problem6(.random, length: 20, seed: headSize, heads: 1, headSize: headSize)
      expectAgreement(
        onACard { six.outcome(.float32, fusedWKV6) },
        six.outcome(.float32, exactly: true, plainWKV6), limit: 5e-6, "6")
    }

    @Test(arguments: Problem7.Kind.allCases)
    func repeatedKeysAndExtremeDecaysOfRWKV7StayExact(kind: Problem7.Kind) {
      let problem = Problem7(kind, length: 80, seed: 5, heads: 1)
      // Where the sigmoid of the raw decay is saturated, the decay's gradient vanishes.
      let except: Set<String> = kind == .random ? [] : ["w"]
      expectAgreement(
        onACard { problem.outcome(.float32, rounded: .float32, fusedWKV7) },
        problem.outcome(.float64, rounded: .float32, plainWKV7), limit: 2e-5, except: except)
      for (name, values) in onACard({
        problem.outcome(.bfloat16, rounded: .bfloat16, fusedWKV7)
      }) {
        let isFinite = values.allSatisfy { $0.isFinite }
        #expect(isFinite, "\(name)")
      }
    }

    @Test(arguments: Problem6.Kind.allCases)
    func extremeDecaysOfRWKV6StayExact(kind: Problem6.Kind) {
      let problem = Problem6(kind, length: 50, seed: 5, heads: 1)
      // Without a decay, or without anything that stays, the decay's gradient vanishes.
      let except: Set<String> = [.random, .anyDecay].contains(kind) ? [] : ["w"]
      expectAgreement(
        onACard { problem.outcome(.float32, fusedWKV6) },
        problem.outcome(.float32, exactly: true, plainWKV6), limit: 2e-5, except: except)
      for (name, values) in onACard({ problem.outcome(.bfloat16, fusedWKV6) }) {
        let isFinite = values.allSatisfy { $0.isFinite }
        #expect(isFinite, "\(name)")
      }
    }

    @Test(arguments: Generation.allCases)
    func aModelWithTheRecurrenceAloneFusedHasTheGradientsOfThePlainOne(generation: Generation) {
      let (configuration, parameters) = randomModel(generation)
      let window = arbitraryTokens(46, below: 61).map { Token($0) }
      func outcome(_ precision: Torch.ElementType, _ kernels: Model.Kernels) -> [[Double]] {
        var model = Model(configuration, parameters, precision: precision, kernels: kernels)
        model.fusesAll = false
        let nats = model.addGradients(of: Batch([window, window], padding: Token(0)))
        defer { Tensor.clearGradients(of: parameters.all) }
        return [[nats]] + parameters.all.map(\.gradient.doubles)
      }
      let plain = outcome(.float64, .plain)
      let fused = onACard { outcome(.float32, .fused) }
      for (index, name) in (["loss"] + parameters.names).enumerated() {
        #expect(relativeError(fused[index], plain[index]) < 5e-4, "\(name)")
      }
    }

    @Test(arguments: [Generation.six, .seven], [ElementType.float32, .bfloat16])
    func theTestAtTheStartPassesWithRoomToSpare(
      generation: Generation, precision: ElementType
    ) {
      let error = onACard {
        Model.Kernels.fusedError(generation, headSize: 64, precision, on: .cpu)
      }
      #expect(0 < error && error < Model.Kernels.fusedErrorLimit(precision) / 3)
    }

    @Test func theCPUAlwaysHasTheFusedKernelsAndMacsGraphicsNever() {
      let configuration = Configuration(vocabularySize: 61, layerCount: 1, width: 64)
      func fault(_ device: Device) -> String? {
        Model.Kernels.fusedFault(configuration, precision: .bfloat16, device: device)
      }
      #expect(fault(.cpu) == nil)
      #expect(fault(.mps) != nil)
    }
  }
}
