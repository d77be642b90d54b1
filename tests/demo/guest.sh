#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The demonstration, inside the guest. Each step says what it expects, and the
# script fails if something else happens, so what is shown is what is tested.
cd /tmp || exit 1
cp /mnt/hello /mnt/host /mnt/plugin.so . && chmod 755 hello host plugin.so
sign="--key /mnt/release --issuer release"
verdicts=0

step() { printf '\n== %s\n' "$*"; }
must() { # allowed|denied COMMAND...: run it, show it, and insist
	want=$1
	shift
	printf '$ %s\n' "$*"
	if "$@" 2>&1; then got=allowed; else got=denied; fi
	if [ $got != "$want" ]; then
		echo "UNEXPECTED: this was $got"
		exit 1
	fi
	verdicts=$((verdicts + 1))
}
why() { dmesg | sed -n 's/.*writ: denied/  kernel: denied/p' | tail -n 1; }

step "The kernel as Debian ships it. Nothing is loaded, so whatever asks to run, runs."
uname -sr
must allowed ./hello

step "The programs that this machine shall go on running get a writ: one for the whole system."
must allowed writ manifest $sign --valid 1h -o base.writ /init /usr
echo "The programs that govern it may do so although they are governed themselves:"
must allowed writ issue $sign --valid 1h --ops execute,map,administer,recover -o tools.writ \
	/usr/sbin/writd /usr/sbin/writctl
mkdir -p /etc/writ/artifacts && cp base.writ tools.writ /etc/writ/artifacts/
cp /mnt/policy.signed /etc/writ/policy.writ
mkdir -p /var/lib/writ && mount -t ext4 /dev/vda /var/lib/writ

step "From here on the machine is governed. There is no way to unload this."
must allowed writctl load --root "$1" --policy /etc/writ/policy.writ --artifacts /etc/writ/artifacts

step "The same program as before. Nobody has authorized it:"
must denied ./hello
why

step "A writ is issued for exactly this content, for fifteen seconds, and attached to the file."
must allowed writ issue $sign --valid 15s -o hello.writ hello
issued=$(date +%s)
must allowed writctl attach hello.writ hello
must allowed ./hello

step "One byte of a copy is changed. The writ goes with it, and covers other content:"
cp hello changed
must allowed writctl attach hello.writ changed
must allowed ./changed
printf '$ printf ! | dd of=changed bs=1 seek=%d conv=notrunc\n' $(($(wc -c <changed) - 1))
printf '!' | dd of=changed bs=1 seek=$(($(wc -c <changed) - 1)) conv=notrunc 2>/dev/null
must denied ./changed
why

step "A program that has a writ loads a library that has none:"
must allowed writ issue $sign --ops execute,map --valid 1h -o host.writ host
must allowed writctl attach host.writ host
must denied ./host ./plugin.so
why
step "… and the same library once it is authorized:"
must allowed writ issue $sign --ops map --valid 1h -o plugin.writ plugin.so
must allowed writctl attach plugin.writ plugin.so
must allowed ./host ./plugin.so

step "Fifteen seconds are over. Nobody has to do anything for this:"
while [ "$(date +%s)" -le $((issued + 16)) ]; do sleep 1; done
must denied ./hello
why

step "What the kernel has to say of all this:"
must allowed writctl status

step "Until now the kernel kept the record of it. The daemon comes, and makes it durable."
writd --foreground > writd.out 2>&1 &
writd=$!
n=0
until [ -S /run/writ/writd.sock ] && writctl status | grep -q "taken by process *$writd\$"; do
	n=$((n + 1))
	[ $n -lt 100 ] || { cat writd.out; exit 1; }
	sleep 0.1
done
cat writd.out

step "A program arrives while the machine works. It is denied; everybody may ask why."
cp hello agent && printf 'agent' >> agent
must denied ./agent
must allowed writctl why

step "Its writ is loaded live, and it runs:"
must allowed writ issue $sign --valid 1h --subject "ticket 4711" -o agent.writ agent
must allowed writctl load agent.writ
must allowed writctl explain ./agent
must allowed ./agent

step "The issuer takes it back. From the next execution on it is denied:"
must allowed writ revoke $sign --artifact agent.writ --subject "ticket 4712" -o revocation.writ
must allowed writctl revoke revocation.writ
must denied ./agent
must denied writctl explain ./agent

step "The operator's view:"
must allowed writctl doctor
kill -TERM $writd
while kill -0 $writd 2> /dev/null; do sleep 0.1; done
umount /var/lib/writ
printf '\nDone: %d of %d verdicts as they had to be.\n' $verdicts $verdicts
