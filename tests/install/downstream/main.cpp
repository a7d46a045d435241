// SPDX-License-Identifier: BSL-1.0
int answer();

int main() { return answer() == 42 ? 0 : 1; }
