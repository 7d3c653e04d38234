// The exact functions that kernels are measured against.

import Foundation

func expOf(_ x: Double) -> Double { Foundation.exp(x) }
func tanhOf(_ x: Double) -> Double { Foundation.tanh(x) }
func sigmoidOf(_ x: Double) -> Double { 1 / (1 + Foundation.exp(-x)) }
