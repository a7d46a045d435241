// SPDX-License-Identifier: BSL-1.0
// A bank whose race a thousand real runs do not show: the explorer finds it at once, and proves the remedy.
#include <weft/testing/check.hpp>
#include <weft/testing/explore.hpp>
#include <weft/weft.hpp>

#include <cstdio>
#include <cstdlib>
#include <mutex>

class account {
public:
    explicit account(int balance) : balance_(balance) { weft::testing::name(&guard_, "account"); }

    int balance() {
        const std::lock_guard lock(guard_);
        return balance_;
    }
    void take(int amount) {
        const std::lock_guard lock(guard_);
        balance_ -= amount;
    }
    bool take_if_there(int amount) {
        const std::lock_guard lock(guard_);
        if (balance_ < amount) return false;
        balance_ -= amount;
        return true;
    }

private:
    weft::mutex guard_;
    int balance_;
};

/// Every access is locked, and yet: what the account held when it was asked, it may not hold any more when it is taken
/// from.
void withdraw_in_two_steps(account& from, int amount) {
    if (from.balance() >= amount) from.take(amount);
}

void withdraw_in_one_step(account& from, int amount) { from.take_if_there(amount); }

using withdrawal = void (*)(account&, int);

/// Three bills for an account that covers one. The bank lends up to 50, so it can afford two that are paid at once.
template <withdrawal Withdraw>
void pay_day() {
    account shared(100);
    auto rent = weft::spawn({.name = "rent"}, [&] { Withdraw(shared, 70); });
    auto food = weft::spawn({.name = "food"}, [&] { Withdraw(shared, 70); });
    auto fuel = weft::spawn({.name = "fuel"}, [&] { Withdraw(shared, 70); });
    rent.join();
    food.join();
    fuel.join();
    weft::testing::check(shared.balance() >= -50, "the account is overdrawn by 50 at most");
}

void run_for_real() {
    for (int i = 0; i < 1'000; ++i)
        weft::run({.workers = 4}, pay_day<withdraw_in_two_steps>); // throws what check() throws
    std::printf("1000 real runs on 4 workers: nothing wrong\n\n");
}

bool find_the_race() {
    const auto found = weft::testing::explore(pay_day<withdraw_in_two_steps>);
    std::printf("explored:\n%s\n", found.failure.c_str());
    return !found;
}

/// The race needs two preemptions: a remedy is tried with every schedule that has as many.
bool prove_the_remedy() {
    const auto found =
        weft::testing::explore(pay_day<withdraw_in_one_step>,
                               {.strategy = weft::testing::strategy::dfs, .runs = 100'000, .preemption_bound = 2});
    std::printf("in one step, every schedule of at most 2 preemptions: %s\n", found ? "nothing wrong" : "wrong");
    return found && found.exhausted;
}

int main() {
    run_for_real();
    return find_the_race() && prove_the_remedy() ? EXIT_SUCCESS : EXIT_FAILURE;
}
