#!/usr/bin/env bash
# Runs the tests of docs/reliability.md and prints what each of them has done, line by line.
#
#   tools/reliability.sh            as with every change
#   tools/reliability.sh ROUNDS     larger: 50 for every operation of a failing disk, 67 for 200 kills, 1000 for every byte of a log
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
rm -f target/reliability.txt
tests='ReliabilityTest,InterruptedRunTest,SharedStoreTest,ResumeChangedTest,ExplorePlacesTest,FailingDiskTest,StoreDamageTest'
tests+=',StoreReadingTest,ManyProcessesTest,WriteFailureTest,ReleasedStoresTest,SharingExecutorTest,AtomicFileTest,RunDirectoryTest'
tests+=',ClusterTest,WorkerProcessesTest'
./mvnw -q -pl core,app,cluster test -Dtest="$tests" -Dsurefire.failIfNoSpecifiedTests=false ${1:+"-Dreliability.rounds=$1"}
status=$?
echo
sort target/reliability.txt
[[ $status == 0 ]] && echo "no test failed" || echo "a test failed: see above"
exit "$status"
