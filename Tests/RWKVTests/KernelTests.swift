// Each fast kernel agrees with its plain twin, and the fast ones with each other bit for bit.

// The letters are the paper's.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

import CKernels
import Foundation
import Random
import TestSupport
import Testing

@testable import RWKV

@Test func thisProcessorHasAFastLevel() {
  #expect(!fast.isEmpty)
  #expect(kernels_for(kernels_best_level()) != nil)
}

@Test(arguments: [1, 7, 16, 33, 256])
func activationsAgree(count: Int) {
  var random = SplitMix64(seed: 11)
  let (x, other) = (random.uniform(count, -9...9), random.uniform(count, -2...2))
  let mix = random.uniform(count, 0...1)
  func inPlace(_ kernel: @escaping (kernels) -> (UnsafeMutablePointer<Float>?, Int) -> Void) {
    agree(8 * epsilon) { kernels in
      var y = x
      kernel(kernels)(&y, count)
      return y
    }
  }
  inPlace { $0.tanh }
  inPlace { $0.sigmoid }
  inPlace { $0.silu }
  inPlace { $0.relu_squared }
  inPlace { kernels in { kernels.add($0, other, $1) } }
  inPlace { kernels in { kernels.multiply($0, other, $1) } }
  inPlace { kernels in { kernels.sigmoid_biased($0, other, $1) } }
  inPlace { kernels in { kernels.wkv6_decay($0, other, $1) } }
  inPlace { kernels in { kernels.wkv7_decay($0, other, $1) } }
  inPlace { kernels in { kernels.lerp($0, $0, other, mix, $1) } }
}

@Test func activationsAreTheFunctionsTheyAreNamedAfter() {
  let x: [Float] = [-200, -88, -20, -3, -0.5, -1e-3, 0, 1e-3, 0.7, 2, 15, 88, 200]
  for kernels in [plain] + fast {
    var (t, s, q, u) = (x, x, x, x)
    kernels.tanh(&t, x.count)
    kernels.sigmoid(&s, x.count)
    kernels.relu_squared(&q, x.count)
    kernels.silu(&u, x.count)
    var (w, w6) = (x, x)
    kernels.wkv6_decay(&w6, [Float](repeating: -0.5, count: x.count), x.count)
    kernels.wkv7_decay(&w, [Float](repeating: 0.25, count: x.count), x.count)
    for (index, value) in x.enumerated() {
      let exact = Double(value)
      #expect(abs(Double(t[index]) - tanhOf(exact)) < 3e-7)
      #expect(abs(Double(s[index]) - sigmoidOf(exact)) < 3e-7)
      #expect(abs(Double(u[index]) - exact * sigmoidOf(exact)) < 3e-7 * max(1, abs(exact)))
      #expect(abs(Double(w6[index]) - expOf(-expOf(exact - 0.5))) < 3e-7)
      #expect(q[index] == max(value, 0) * max(value, 0))
      let decay = expOf(-expOf(-0.5) * sigmoidOf(exact + 0.25))
      #expect(abs(Double(w[index]) - decay) < 3e-7)
    }
  }
}

@Test(arguments: [(1, 16), (2, 64), (3, 48), (4, 80)])
func headKernelsAgree(H: Int, N: Int) {
  var random = SplitMix64(seed: 5)
  let C = H * N
  let (x, weight) = (random.uniform(C, -3...3), random.uniform(C, 0.5...1.5))
  let (bias, k) = (random.uniform(C, -1...1), random.uniform(C, -2...2))
  let (a, g) = (random.uniform(C, 0...1), random.uniform(C, -1...1))
  agree(16 * epsilon) { kernels in
    var y = x
    kernels.layer_norm(&y, x, weight, bias, 1e-5, C)
    return y
  }
  agree(16 * epsilon) { kernels in
    var y = x
    kernels.group_norm(&y, weight, bias, 64e-5, H, N)
    return y
  }
  agree(32 * epsilon) { kernels in
    var (minus, b, key) = (x, x, k)
    kernels.wkv7_prepare(&minus, &b, &key, a, weight, bias, H, N)
    return minus + b + key
  }
  agree(Float(N) * epsilon) { kernels in
    var y = x
    kernels.wkv7_finish(&y, weight, k, a, bias, g, H, N)
    return y
  }
}

@Test(arguments: [16, 32, 64, 80, 128])
func recurrencesAgree(N: Int) {
  var random = SplitMix64(seed: 9)
  let (T, stride) = (20, 2 * N)
  func inputs(_ range: ClosedRange<Float>) -> [Float] { random.uniform(T * stride, range) }
  let (r, w, k, v) = (inputs(-1...1), inputs(0.55...1), inputs(-1...1), inputs(-1...1))
  let bound = 1 / Float(N).squareRoot()
  let (a, b) = (inputs(-bound...bound), inputs(-bound...bound))
  let start = random.uniform(N * N, -1...1)
  agree(Float(N) * epsilon) { kernels in
    var (y, S) = ([Float](repeating: 0, count: T * stride), start)
    kernels.wkv7(&y, &S, r, w, k, v, a, b, T, stride, N)
    return y + S
  }
  let u = random.uniform(N, -1...1)
  agree(Float(N) * epsilon) { kernels in
    var (y, S) = ([Float](repeating: 0, count: T * stride), start)
    kernels.wkv6(&y, &S, r, w, k, v, u, T, stride, N)
    return y + S
  }
}

/// The plain recurrence with a bonus against its definition, in double precision.
@Test func thePlainRecurrenceReadsBeforeItWrites() {
  let (T, N) = (3, 16)
  var random = SplitMix64(seed: 21)
  let (r, k) = (random.uniform(T * N, -1...1), random.uniform(T * N, -1...1))
  let (v, w) = (random.uniform(T * N, -1...1), random.uniform(T * N, 0...1))
  let (u, start) = (random.uniform(N, -1...1), random.uniform(N * N, -1...1))
  var (y, S) = ([Float](repeating: 0, count: T * N), start)
  plain.wkv6(&y, &S, r, w, k, v, u, T, N, N)
  var exact = start.map(Double.init)
  for t in 0..<T {
    for i in 0..<N {
      var sum = 0.0
      for j in 0..<N {
        let vk = Double(v[t * N + i]) * Double(k[t * N + j])
        sum += (exact[j * N + i] + Double(u[j]) * vk) * Double(r[t * N + j])
        exact[j * N + i] = exact[j * N + i] * Double(w[t * N + j]) + vk
      }
      #expect(abs(Double(y[t * N + i]) - sum) < 1e-5)
    }
  }
  for (found, expected) in zip(S, exact) { #expect(abs(Double(found) - expected) < 1e-5) }
}

// Exact functions that kernels are measured against.

func expOf(_ x: Double) -> Double { Foundation.exp(x) }
func tanhOf(_ x: Double) -> Double { Foundation.tanh(x) }
func sigmoidOf(_ x: Double) -> Double { 1 / (1 + Foundation.exp(-x)) }
