#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""The chat server as a process."""

import socket
import time
import unittest

from service import Service, TestCase


class Guest:
    def __init__(self, service, name):
        self.socket = socket.create_connection(("127.0.0.1", service.port), timeout=20)
        self.lines = self.socket.makefile("r", encoding="utf-8", newline="\n")
        self.say(name)

    def say(self, text):
        self.socket.sendall((text + "\n").encode())

    def hears(self):
        return self.lines.readline().rstrip("\n")

    def leave(self):
        self.lines.close()
        self.socket.close()


class Chat(TestCase):
    def test_everybody_hears_everything_in_one_order(self):
        with Service("22_chat", "0") as service:
            guests = []
            for number in range(20):
                guests.append(Guest(service, f"guest {number}"))
                for each in guests:
                    self.assertEqual(each.hears(), f"* guest {number} is here")
            for number, guest in enumerate(guests):
                guest.say(f"I am {number}")
            heard = [[guest.hears() for _ in guests] for guest in guests]
            self.assertEqual(sorted(heard[0]), sorted(f"guest {n}: I am {n}" for n in range(20)))
            for each in heard:
                self.assertEqual(each, heard[0])
            guests.pop().leave()
            for each in guests:
                self.assertEqual(each.hears(), "* guest 19 is gone")
            self.assert_clean_end(service)
            for each in guests:
                self.assertEqual(each.hears(), "* the chat is closed")
                self.assertEqual(each.hears(), "")
                each.leave()

    def test_a_guest_who_does_not_read_holds_nobody_up(self):
        with Service("22_chat", "0") as service:
            slow = Guest(service, "slow")
            self.assertEqual(slow.hears(), "* slow is here")
            quick = Guest(service, "quick")
            self.assertEqual(quick.hears(), "* quick is here")
            text = "x" * 1000
            for _ in range(150):  # some megabytes more than what sockets hold
                for _ in range(100):
                    quick.say(text)
                for _ in range(100):
                    self.assertEqual(quick.hears(), "quick: " + text)
            quick.say("the end")
            line = slow.hears()
            missed = 0
            while line != "quick: the end":
                if line.startswith("* you missed "):
                    missed += int(line.split()[3])
                line = slow.hears()
            self.assertGreater(missed, 0)
            slow.leave()
            quick.leave()
            self.assert_clean_end(service)

    def test_neither_silent_nor_deaf_guests_keep_it_from_ending(self):
        with Service("22_chat", "0") as service:
            nameless = socket.create_connection(("127.0.0.1", service.port), timeout=20)
            deaf = Guest(service, "deaf")
            self.assertEqual(deaf.hears(), "* deaf is here")
            talker = Guest(service, "talker")
            self.assertEqual(talker.hears(), "* talker is here")
            for _ in range(10_000):
                talker.say("x" * 1000)
                talker.hears()
            started = time.monotonic()
            self.assert_clean_end(service)
            self.assertLess(time.monotonic() - started, 8)
            self.assertEqual(nameless.recv(1), b"")
            nameless.close()
            deaf.leave()
            talker.leave()

    def test_an_endless_line_ends_its_guest(self):
        with Service("22_chat", "0") as service:
            good = Guest(service, "good")
            self.assertEqual(good.hears(), "* good is here")
            bad = Guest(service, "bad")
            self.assertEqual(good.hears(), "* bad is here")
            bad.socket.sendall(b"y" * 5000)
            self.assertEqual(good.hears(), "* bad is gone")
            good.leave()
            bad.leave()
            self.assert_clean_end(service)


if __name__ == "__main__":
    unittest.main()
