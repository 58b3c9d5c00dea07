CREATE OR REPLACE TEMP TABLE changed AS SELECT id, true AS stands FROM data.searched;
