# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# Secure Boot and lockdown to confidentiality; the row loads the module itself.
guest_begin() { for name in listed unlisted; do variant /tmp/w/$name $name; done; }
guest_load() { :; }
guest_end() { :; }
