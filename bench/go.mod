// SPDX-License-Identifier: BSL-1.0
module weft/bench

go 1.19
